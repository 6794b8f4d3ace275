import Foundation

/// Where this process comes from and where it stands.
enum ProcessPaths {
    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    static var workingDirectory: String { FileManager.default.currentDirectoryPath }
}
