import Foundation
import RunletConfig

/// A throw-away directory that stands for the whole machine: `work`, `home` and `etc` inside it.
final class TestDirectory {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "runlet-config-\(UUID().uuidString)").path
        for name in ["work", "home/runlet", "etc"] {
            try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String = "work/config.toml") throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    func load(path: String? = nil, environment: [String: String] = [:]) throws(ConfigurationError)
        -> LoadedConfiguration
    {
        try ConfigurationLoader.load(
            path: path, environment: environment, workingDirectory: "\(self.path)/work", home: "\(self.path)/home",
            systemDirectory: "\(self.path)/etc", processors: 2)
    }

    /// The lines of the error that loading ends in; empty if it succeeds.
    func problems(path: String? = nil, environment: [String: String] = [:]) -> [String] {
        do throws(ConfigurationError) {
            _ = try load(path: path, environment: environment)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    /// The problems of a single file.
    static func problems(_ toml: String, environment: [String: String] = [:]) throws -> [String] {
        let directory = try TestDirectory()
        try directory.write(toml)
        return directory.problems(environment: environment)
    }

    /// What a single file loads to.
    static func load(_ toml: String, environment: [String: String] = [:]) throws -> LoadedConfiguration {
        let directory = try TestDirectory()
        try directory.write(toml)
        return try directory.load(environment: environment)
    }
}

extension LoadedConfiguration {
    /// The entry of a key as `runlet config` prints it.
    func line(_ key: String) -> String? {
        entries.first { $0.key == key }?.description
    }
}
