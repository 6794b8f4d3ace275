import Foundation
import RunletConfig
import Testing

/// Set `RUNLET_TEST_UPDATE_REFERENCE=1` to write the files anew after a change to the keys.
@Suite("The documentation of the keys")
struct ReferenceTests {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let example = root.appending(path: "examples/config.toml")
    static let document = root.appending(path: "docs/configuration.md")
    /// The default queue's concurrency follows the machine; the files show the smallest.
    static let reference = RunletConfiguration.reference(processors: 2)

    @Test("The example holds every key with its default")
    func exampleIsComplete() throws {
        let expected = try Self.updated(Self.example) { _ in ReferenceText.example(Self.reference) }
        #expect(try String(contentsOf: Self.example, encoding: .utf8) == expected)
    }

    @Test("The example, with its comment signs removed, loads to exactly the defaults")
    func exampleLoads() throws {
        let commented = try String(contentsOf: Self.example, encoding: .utf8)
        #expect(try TestDirectory.load(commented).entries.allSatisfy { $0.source == .default })

        // Settings follow their "#" at once, prose after a space.
        let lines = commented.split(separator: "\n", omittingEmptySubsequences: false)
        let toml = lines.map { $0.hasPrefix("#") && !$0.hasPrefix("# ") ? $0.dropFirst() : $0 }
        let loaded = try TestDirectory.load(toml.joined(separator: "\n"))
        #expect(loaded.values == RunletConfiguration(processors: 2))
        #expect(!loaded.entries.contains { $0.source == .default })
        for entry in loaded.entries {
            guard case .file(_, let line?) = entry.source else { continue }
            let name = entry.key.split(separator: ".").last.map(String.init) ?? ""
            #expect(toml[line - 1].hasPrefix("\(name) = "), "\(entry)")
        }
    }

    @Test("The document's tables hold every key with its type and default")
    func documentIsComplete() throws {
        let expected = try Self.updated(Self.document) { text in
            let begin = "<!-- The tables are written by ReferenceTests. -->\n"
            let end = "<!-- End of the tables. -->\n"
            let start = try #require(text.firstRange(of: begin)).upperBound
            let stop = try #require(text.firstRange(of: end)).lowerBound
            return text.replacingCharacters(in: start..<stop, with: ReferenceText.tables(Self.reference))
        }
        #expect(try String(contentsOf: Self.document, encoding: .utf8) == expected)
    }

    @Test("Environment names follow from the keys")
    func environmentNames() {
        for key in Self.reference {
            #expect(key.environment == "RUNLET_" + key.key.uppercased().replacing(".", with: "_"))
        }
    }

    @Test("Every key has a sentence and exactly the credentials are secret")
    func sentences() {
        #expect(Self.reference.allSatisfy { $0.summary.hasSuffix(".") })
        #expect(
            Self.reference.filter(\.isSecret).map(\.key) == [
                "coordinator.operator.key", "broker.rabbitmq.url", "datastore.postgres.dsn",
                "middleware.web.basicauth.password",
                "middleware.web.keyauth.key",
            ])
    }

    /// What a file should hold; when asked to, writes it.
    private static func updated(_ file: URL, _ make: (String) throws -> String) throws -> String {
        let text = try make((try? String(contentsOf: file, encoding: .utf8)) ?? "")
        if ProcessInfo.processInfo.environment["RUNLET_TEST_UPDATE_REFERENCE"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        return text
    }
}
