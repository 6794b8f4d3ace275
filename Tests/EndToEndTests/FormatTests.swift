import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("Laying out programs", .server())
    struct FormatTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let language: String
            let code: String
            let expected: String
            /// What the tool must refuse and how its message begins; nil for tools that refuse nothing.
            let broken: (code: String, message: String)?

            var testDescription: String { language }
        }

        private static let cases = [
            Case(
                language: "go", code: "package main\nfunc main(){x:=1;_=x}\n",
                expected: "package main\n\nfunc main() { x := 1; _ = x }\n",
                broken: ("package main\nfunc main(){x:=}\n", "main.go:2:16: expected operand")),
            Case(
                language: "python", code: "def f( a,b ):\n  return {'a':a,\n 'b':b}\n",
                expected: "def f(a, b):\n    return {\"a\": a, \"b\": b}\n",
                broken: ("def f(:\n", "error: cannot format main.py: Cannot parse: 1:6")),
            Case(
                language: "bash", code: "if true;then\n echo  \"ä\"\nfi\n",
                expected: "if true; then\n    echo \"ä\"\nfi\n",
                broken: ("if true\n", "main.sh:1:1: ")),
            Case(
                language: "c", code: "int main(){return 1;}\n", expected: "int main() {\n    return 1;\n}\n",
                broken: nil),
            Case(
                language: "cpp", code: "#include <vector>\nint main(){std::vector<int>v{1,2};return v[0];}\n",
                expected: "#include <vector>\nint main() {\n    std::vector<int> v{1, 2};\n    return v[0];\n}\n",
                broken: nil),
            Case(
                language: "java", code: "class Main{void f(){int x=1;}}\n",
                expected: "class Main {\n    void f() {\n        int x = 1;\n    }\n}\n", broken: nil),
            Case(
                language: "javascript", code: "const f=(a,b)=>{return a?.b??`${b}`}\n",
                expected: "const f = (a, b) => {\n  return a?.b ?? `${b}`\n}\n", broken: nil),
            Case(
                language: "rust", code: "fn main(){println!(\"x\");}\n",
                expected: "fn main() {\n    println!(\"x\");\n}\n",
                broken: ("fn main( {\n", "error: ")),
            Case(
                language: "perl", code: "sub x{my $y=(1);\n}\n", expected: "sub x {\n    my $y = (1);\n}\n",
                broken: ("sub x { my $y = (1;\n", "main.pl")),
            Case(
                language: "swift", code: "func f()   {print(1)}\n", expected: "func f() { print(1) }\n",
                broken: ("func f({\n", "main.swift:1:")),
        ]

        private func format(_ language: String, _ code: String) async throws -> Answer {
            try await client.post("/format", ["language": .string(language), "code": .string(code)])
        }

        /// Whether the formatter is there. Where nothing may be left out, all of them are.
        private func isInstalled(_ language: String) async throws -> Bool {
            let languages = try await client.get("/languages").json.items
            let isThere = languages.first { $0["id"] == .string(language) }?["format"] == true
            #expect(isThere || !Package.isComplete, "\(language) has no formatter")
            if !isThere {
                let answer = try await format(language, "x")
                #expect(answer.status == 400)
                #expect(answer.message?.contains("is not available on this server: ") == true, "\(answer.text)")
                print("no formatter installed: \(language)")
            }
            return isThere
        }

        @Test("a program is laid out, and one that is stays as it is", arguments: cases)
        func layOut(_ test: Case) async throws {
            guard try await isInstalled(test.language) else { return }
            let answer = try await format(test.language, test.code)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer["code"] == .string(test.expected))
            #expect(answer["changed"] == true)
            let again = try await format(test.language, test.expected)
            #expect(again["code"] == .string(test.expected))
            #expect(again["changed"] == false)
            #expect(try await format(test.language, "").status == 200)
        }

        @Test("what the tool says of a broken program is the message", arguments: cases)
        func broken(_ test: Case) async throws {
            guard let broken = test.broken, try await isInstalled(test.language) else { return }
            let answer = try await format(test.language, broken.code)
            #expect(answer.status == 422, "\(answer.text)")
            let message = answer.message ?? ""
            #expect(message.hasPrefix(broken.message), "\(message)")
            #expect(!message.contains("/work/") && !message.contains("stdin>") && !message.contains("\u{1B}"))
            #expect(message.utf8.count < 2000 && message.split(separator: "\n").count <= 10)
        }

        @Test(
            "a wrong request says what is wrong",
            arguments: [
                (#"{"language":"foo","code":"x"}"#, "unknown language: foo"),
                (#"{"language":"lua","code":"x"}"#, "there is no formatter for Lua here"),
                (#"{"code":"x"}"#, "require: language"), (#"{"language":"","code":"x"}"#, "require: language"),
                (#"{"language":"go"}"#, "require: code"), (#"{"language":"go","code":1}"#, "code: must be a string"),
                (#"{"language":"go","code":"x","style":"y"}"#, "style: is not a known field"),
                (#"[]"#, "the body must be an object"),
            ])
        func refusal(_ body: String, _ message: String) async throws {
            let answer = try await client.send("POST", "/format", body: Data(body.utf8))
            #expect(answer.status == 400)
            #expect(answer.message == message)
        }

        @Test(
            "a program that takes a formatter too long or too much is a 422 within bounds",
            arguments: ["python", "c", "bash"])
        func endless(_ language: String) async throws {
            guard try await isInstalled(language) else { return }
            let start = ContinuousClock.now
            for code in [String(repeating: "(", count: 1_000_000), String(repeating: "x = [[1,2],\n", count: 80_000)] {
                let answer = try await format(language, code)
                #expect([200, 422].contains(answer.status), "\(answer.status)")
                #expect(answer.status == 200 || answer.message?.isEmpty == false)
            }
            #expect(ContinuousClock.now - start < .seconds(60))
            #expect(try await client.bash("echo alive")["output"] == "alive\n")
        }

        @Test("a program above the limit of a body is a 413")
        func tooLarge() async throws {
            #expect(try await format("go", String(repeating: "x", count: 3 << 20)).status == 413)
        }

        @Test("a formatter is a job like any other, and says that it is one")
        func job() async throws {
            guard try await isInstalled("go") else { return }
            _ = try await format("go", "package main\n")
            let jobs = try await client.get("/jobs?q=format%20go")
            #expect(jobs["items"][0]["name"] == "format go", "\(jobs.text)")
            #expect(jobs["items"][0]["state"] == "COMPLETED")
        }
    }
}
