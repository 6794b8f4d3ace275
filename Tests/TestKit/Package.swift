import Foundation

/// Where things are: the program under test and what comes with it.
package enum Package {
    /// Whether this is a run that must not leave anything out.
    package static let isComplete = ProcessInfo.processInfo.environment["CI"] == "true"

    /// The checkout: where this was compiled, or `RUNLET_TEST_ROOT`.
    package static let root =
        ProcessInfo.processInfo.environment["RUNLET_TEST_ROOT"]
        ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    package static let languages = root + "languages"

    /// `RUNLET_TEST_BINARY`, or the release build of this package.
    package static let runlet = ProcessInfo.processInfo.environment["RUNLET_TEST_BINARY"] ?? product("runlet")

    package static func product(_ name: String) -> String { root + ".build/release/" + name }
}
