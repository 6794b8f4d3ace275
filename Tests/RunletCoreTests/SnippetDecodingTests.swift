import FoundationEssentials
import RunletCore
import Testing

@Suite("The JSON of a snippet")
struct SnippetDecodingTests {
    private static func decode(_ text: String) throws -> Snippet {
        try JSONDecoder().decode(Snippet.self, from: Data(text.utf8))
    }

    /// The path of the field that the error names, as in `files.0.name`.
    private static func path(of text: String) -> String? {
        do {
            _ = try decode(text)
            return nil
        } catch let error as DecodingError {
            let (context, key): (DecodingError.Context, (any CodingKey)?) =
                switch error {
                case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
                    (context, nil)
                case .keyNotFound(let key, let context): (context, key)
                @unknown default: (.init(codingPath: [], debugDescription: ""), nil)
                }
            let keys = context.codingPath + [key].compactMap(\.self)
            return keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        } catch {
            return "another error"
        }
    }

    @Test("of the smallest request is a language and code")
    func smallest() throws {
        let snippet = try Self.decode(#"{"language":"bash","code":"echo hello world"}"#)
        #expect(snippet == Snippet(language: "bash", code: "echo hello world"))
        try snippet.validate()
    }

    @Test("may say everything")
    func everything() throws {
        let snippet = try Self.decode(
            """
            {"language":"c","version":"17","entry":"main.c","files":[{"name":"main.c","content":"x"},
             {"name":"a/b.bin","content":"AP8=","encoding":"base64"},{"name":"t","content":"é","encoding":"utf8"}],
             "inputs":[{"stdin":"1","args":["a"],"env":{"K":"v"}},{}],"artifacts":["*.txt"],
             "limits":{"cpus":0.5,"memory":"64MiB","timeout":"2s","processes":3,"output":1000,"disk":"1MiB"},
             "compile":{"limits":{"timeout":1.5}},"run":{"limits":{"memory":5000000}}}
            """)
        #expect(snippet.files.map(\.content) == [Data("x".utf8), Data([0, 255]), Data("é".utf8)])
        #expect(snippet.inputs == [RunInput(stdin: Data("1".utf8), args: ["a"], env: ["K": "v"]), RunInput()])
        #expect(snippet.compileLimits == LimitOverrides(timeout: 1500))
        #expect(snippet.runLimits == LimitOverrides(memory: 5_000_000))
        #expect(snippet.limits.timeout == 2000)
        #expect(snippet.limits.cpus == 0.5)
        try snippet.validate()
    }

    @Test(
        "names the field that is wrong",
        arguments: [
            (#"{"language":1}"#, "language"),
            (#"{"language":"c","code":1}"#, "code"),
            (#"{"language":"c","code":"","privileged":true}"#, "privileged"),
            (#"{"language":"c","files":[{"name":"a","content":"b"},{"name":"a"}]}"#, "files.1.content"),
            (#"{"language":"c","files":[{"content":"b"}]}"#, "files.0.name"),
            (#"{"language":"c","files":[{"name":"a","content":"b","mode":7}]}"#, "files.0.mode"),
            (#"{"language":"c","files":[{"name":"a","content":"?","encoding":"base64"}]}"#, "files.0.content"),
            (#"{"language":"c","files":[{"name":"a","content":"b","encoding":"rot13"}]}"#, "files.0.encoding"),
            (#"{"language":"c","stdin":{}}"#, "stdin"),
            (#"{"language":"c","args":["a",2]}"#, "args.1"),
            (#"{"language":"c","env":{"A":1}}"#, "env.A"),
            (#"{"language":"c","inputs":[{},{"std":""}]}"#, "inputs.1.std"),
            (#"{"language":"c","limits":{"ram":1}}"#, "limits.ram"),
            (#"{"language":"c","limits":null}"#, "limits"),
            (#"{"language":"c","limits":{"memory":null}}"#, "limits.memory"),
            (#"{"language":"c","limits":{"memory":"1h"}}"#, "limits.memory"),
            (#"{"language":"c","limits":{"memory":"99999999999TiB"}}"#, "limits.memory"),
            (#"{"language":"c","limits":{"memory":1e18}}"#, nil),
            (#"{"language":"c","limits":{"memory":1e19}}"#, "limits.memory"),
            (#"{"language":"c","limits":{"memory":1.5}}"#, "limits.memory"),
            (#"{"language":"c","limits":{"cpus":"NaN"}}"#, "limits.cpus"),
            (#"{"language":"c","limits":{"cpus":null}}"#, "limits.cpus"),
            (#"{"language":"c","limits":{"timeout":null}}"#, "limits.timeout"),
            (#"{"language":"c","limits":{"timeout":"64MiB"}}"#, "limits.timeout"),
            (#"{"language":"c","limits":{"timeout":"infinity"}}"#, "limits.timeout"),
            (#"{"language":"c","limits":{"processes":"many"}}"#, "limits.processes"),
            (#"{"language":"c","run":{"limits":{"disk":true}}}"#, "run.limits.disk"),
            (#"{"language":"c","compile":{"limit":{}}}"#, "compile.limit"),
        ] as [(String, String?)])
    func names(_ text: String, _ field: String?) {
        #expect(Self.path(of: text) == field, "\(text)")
    }

    @Test(
        "takes base64 as RFC 4648 has it",
        arguments: [
            ("", []), ("AA==", [0]), ("AAA=", [0, 0]), ("AAAA", [0, 0, 0]), ("+/+/", [0xFB, 0xFF, 0xBF]),
            ("QUI=", [0x41, 0x42]), ("/w==", [0xFF]), ("//8=", [0xFF, 0xFF]),
        ] as [(String, [UInt8])])
    func base64(_ text: String, _ bytes: [UInt8]) throws {
        let snippet = try Self.decode(
            #"{"language":"c","files":[{"name":"a","content":"\#(text)","encoding":"base64"}]}"#)
        #expect(snippet.files.map(\.content) == [Data(bytes)])
    }

    @Test(
        "takes no other base64",
        arguments: [
            "A", "AA", "AAA", "AA=", "A===", "====", "=", "==", "AA=A", "AA===", "AAA==", "AAAA=", "AAAA====", "AB==",
            "AAB=", "AA==AA==", "AA== ", " AA==", "AA\\n==", "AA==\\n", "AAAA\\r\\nAAAA", "-_-_", "A*==", "AAA\\u0000",
            "\u{410}A==", "\u{FF21}\u{FF21}==", "AAA=\u{301}", "AAA\u{212A}",
        ])
    func noBase64(_ text: String) {
        let path = Self.path(
            of: #"{"language":"c","files":[{"name":"a","content":"\#(text)","encoding":"base64"}]}"#)
        #expect(path == "files.0.content")
    }

    @Test(
        "refuses limits that are nothing, less, or more than the cap, and never takes them for unlimited",
        arguments: [
            (#"{"memory":0}"#, "run.memory"), (#"{"memory":-1}"#, "run.memory"), (#"{"memory":1e18}"#, "run.memory"),
            (#"{"cpus":0}"#, "run.cpus"), (#"{"cpus":-0.5}"#, "run.cpus"), (#"{"cpus":1e18}"#, "run.cpus"),
            (#"{"timeout":0}"#, "run.timeout"), (#"{"timeout":-1e300}"#, "run.timeout"),
            (#"{"timeout":1e18}"#, "run.timeout"), (#"{"timeout":"1000000h"}"#, "run.timeout"),
            (#"{"timeout":0.0004}"#, "run.timeout"), (#"{"processes":0}"#, "run.processes"),
            (#"{"processes":1000000}"#, "run.processes"), (#"{"output":0}"#, "run.output"),
            (#"{"output":"1TiB"}"#, "run.output"), (#"{"disk":1}"#, "run.disk"), (#"{"disk":"0B"}"#, "run.disk"),
        ])
    func limits(_ text: String, _ field: String) throws {
        let snippet = try Self.decode(#"{"language":"c","code":"","limits":\#(text)}"#)
        let error = #expect(throws: SnippetError.self) {
            try snippet.limits.applied(to: .run, caps: .caps, field: "run")
        }
        #expect(error?.field == field)
    }

    @Test("leaves limits that are not given at their defaults")
    func defaultLimits() throws {
        #expect(try LimitOverrides().applied(to: .run, caps: .caps, field: "run") == .run)
        let some = LimitOverrides(timeout: 1)
        #expect(try some.applied(to: .compile, caps: .caps, field: "compile").timeout == 1)
    }
}
