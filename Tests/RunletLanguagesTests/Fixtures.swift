import FoundationEssentials
import RunletLanguages

/// What the tests of this target share.
enum Fixtures {
    /// The language files of this checkout.
    static let shipped = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "languages").path

    /// The smallest valid file, named `toy.toml`, with more lines put before its tables.
    static func toy(
        _ lines: String = "", compile: String = "", run: String = "command = [\"{executable}\", \"{source}\"]"
    )
        -> String
    {
        """
        id = "toy"
        name = "Toy"
        extensions = ["toy"]
        source = "main.toy"
        executable = "toy"
        \(lines)
        [version]
        command = ["{executable}", "--version"]
        pattern = 'toy (\\S+)'
        \(compile)
        [run]
        \(run)
        [example]
        code = "hello"
        output = "hello"
        """
    }

    /// The language of ``toy(_:compile:run:)``.
    static func language(
        _ lines: String = "", compile: String = "", run: String = "command = [\"{executable}\", \"{source}\"]"
    ) throws -> Language {
        try Language(toml: toy(lines, compile: compile, run: run), file: "toy.toml")
    }

    /// A fresh directory with these files, removed when the closure returns.
    static func withDirectory<Value>(_ files: [String: String], _ body: (String) throws -> Value) throws -> Value {
        let directory = FileManager.default.temporaryDirectory.appending(path: "languages-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for (name, text) in files {
            let path = URL(filePath: "\(directory)/\(name)")
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: path)
        }
        return try body(directory)
    }

    /// The problems that reading a file ends with; none where it is fine.
    static func problems(of toml: String, file: String = "toy.toml") -> [String] {
        do throws(LanguageError) {
            _ = try Language(toml: toml, file: file)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }
}
