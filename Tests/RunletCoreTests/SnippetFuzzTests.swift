import FoundationEssentials
import RunletCore
import Testing

@Suite("The JSON of a snippet, damaged at random")
struct SnippetFuzzTests {
    private static let seed = """
        {"language":"c","version":"17","code":"int main(){}","entry":"main.c","files":[{"name":"a/b.h","content":"AP8=",
        "encoding":"base64"}],"stdin":"x","args":["a","é"],"env":{"K":"v"},"inputs":[{"stdin":"1"}],
        "limits":{"cpus":1.5,"memory":"64MiB","timeout":2,"processes":10,"output":1000,"disk":"1MiB"},
        "compile":{"limits":{"timeout":"1m30s"}},"run":{"limits":{"memory":4194304}},"artifacts":["*.txt"]}
        """
    private static let pieces = [
        "null", "-1", "0", "1e308", "1e-308", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "\"\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "true", "\"99999999999999999999h\"", "\"1TiB\"", "[[[[[[",
        "{\"\":{\"\":", "\u{FEFF}", ",", ":", "\"", "NaN", "0.0000001",
    ]

    @Test("is an error or a snippet, and never brings the process down", arguments: 0..<16)
    func neverTraps(_ round: UInt64) {
        var random = Randomness(state: round)
        for _ in 0..<500 {
            var bytes = Array(Self.seed.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = .random(in: 0...255, using: &random)
                case 1: bytes.replaceSubrange(place..<end, with: [])
                case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
                default:
                    bytes.replaceSubrange(place..<end, with: (Self.pieces.randomElement(using: &random) ?? "").utf8)
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            guard let snippet = try? JSONDecoder().decode(Snippet.self, from: Data(bytes)) else { continue }
            try? snippet.validate()
            for overrides in [snippet.limits, snippet.compileLimits, snippet.runLimits] {
                guard let limits = try? overrides.applied(to: .run, caps: .caps, field: "run") else { continue }
                #expect(limits.memory <= Limits.caps.memory)
                #expect((1...Limits.caps.timeout).contains(limits.timeout))
            }
        }
    }
}
