import Foundation

/// Where things are: the program under test and what comes with it.
enum Package {
    /// Whether this is a run that must not leave anything out.
    static let isComplete = ProcessInfo.processInfo.environment["CI"] == "true"

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path()

    static let languages = root + "languages"

    /// `RUNLET_TEST_BINARY`, or the release build of this package.
    static let runlet = ProcessInfo.processInfo.environment["RUNLET_TEST_BINARY"] ?? product("runlet")

    static func product(_ name: String) -> String { root + ".build/release/" + name }
}
