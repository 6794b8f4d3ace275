import FoundationEssentials
import RunletCore
import RunletLanguages
import Testing

struct LanguageFuzzTests {
    /// Mutations of each shipped file; a few seconds in all.
    private static let rounds = 400

    /// SplitMix64: the same mutations in every run, so that a failure can be repeated.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let fragments = [
        "{", "}", "{sources}", "{executable}", "{x}", "[", "]", "[[run]]", "[.", "[[", "}\n", "[ ", "\"", "'''",
        "\"\"\"", "=", "\n", ".", ",",
        "#",
        "(", ")", "(?<a>", "*", "+", "\\", "\\u0000", "nan", "inf", "-1", "9223372036854775808", "1e999", "1979-05-27",
        "true", "\u{FEFF}", "\u{202E}", "é", "[run]", "env = {}", "memory = \"9999999TiB\"", "timeout = 1e300", "/",
        "..",
    ]

    private static func mutated(_ text: [UInt8], _ random: inout Generator) -> String {
        var bytes = text
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0..<max(1, bytes.count), using: &random)
            let end = min(bytes.count, index + Int.random(in: 1...24, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0:
                bytes.insert(
                    contentsOf: fragments.randomElement(using: &random).map { Array($0.utf8) } ?? [], at: index)
            case 1 where end <= bytes.count && index < end: bytes.removeSubrange(index..<end)
            case 2 where index < end: bytes.insert(contentsOf: bytes[index..<end], at: index)
            case 3 where index < bytes.count: bytes[index] = UInt8.random(in: 0...255, using: &random)
            default: bytes.removeLast(bytes.count - index)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func mutatedFilesAreReadOrRefusedButNeverCrash() throws {
        var random = Generator(state: 20_260_101)
        let names = try FileManager.default.contentsOfDirectory(atPath: Fixtures.shipped).sorted()
        var read = 0
        var refused = 0
        for name in names where name.hasSuffix(".toml") {
            let text = try #require(FileManager.default.contents(atPath: "\(Fixtures.shipped)/\(name)"))
            for _ in 0..<Self.rounds {
                let toml = Self.mutated(Array(text), &random)
                guard let language = try? Language(toml: toml, file: name) else {
                    refused += 1
                    continue
                }
                read += 1
                #expect(!language.run.command.isEmpty && !language.version.command.isEmpty)
                _ = language.version.parseVersion(from: "version 1.2.3 (v1.2.3)")
                _ = try? SnippetPlanner.plan(
                    snippet: Snippet(language: language.id, code: "x"), language: language, executable: "/usr/bin/x")
            }
        }
        // Both must happen, or the mutations are too wild or too tame to find anything.
        #expect(read > 100 && refused > 100, "\(read) read, \(refused) refused")
    }
}
