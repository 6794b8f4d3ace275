import TestKit
import Testing

extension EndToEndTests {
    @Suite("Streams of events", .server())
    struct EventStreamTests {
        @Test("events come in order, numbered, and end with the result")
        func order() async throws {
            let events = try await client.stream([
                "language": "bash", "code": "echo 1; sleep 0.2; echo 2 >&2; sleep 0.2; echo 3",
            ])
            #expect(events.map(\.name) == ["queued", "started", "stdout", "stderr", "stdout", "phase", "result"])
            #expect(events.map(\.id) == Array(1...7))
            #expect(events[2].json["text"] == "1\n")
            #expect(events[3].json["text"] == "2\n")
            #expect(events[2].json["phase"] == "run")
            #expect(events[5].json["outcome"] == "completed")
            let result = events[6].json
            #expect(result["output"] == "1\n2\n3\n")
            #expect(result["id"] == events[0].json["id"])
        }

        @Test("output comes when it is written, not at the end")
        func live() async throws {
            let events = try await client.stream(["language": "bash", "code": "echo early; sleep 1; echo late"])
            let early = try #require(events.first { $0.name == "stdout" })
            let result = try #require(events.last)
            #expect(result.name == "result")
            #expect(result.time - early.time > .milliseconds(700))
        }

        @Test("a compiled language tells both phases")
        func phases() async throws {
            let events = try await client.stream([
                "language": "c", "code": "#include <stdio.h>\nint main(void) { puts(\"run\"); }",
            ])
            #expect(events.filter { $0.name == "phase" }.map { $0.json["phase"].string } == ["compile", "run"])
            let broken = try await client.stream(["language": "c", "code": "int main(void) {"])
            #expect(broken.contains { $0.name == "stderr" && $0.json["phase"] == "compile" })
            #expect(broken.last?.json["outcome"] == "compile-error")
        }

        @Test("characters are never cut, and bytes come as base64")
        func characters() async throws {
            let text = String(repeating: "日本🦊", count: 20_000)
            let events = try await client.stream([
                "language": "python", "code": "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())",
                "stdin": .string(text),
            ])
            let pieces = events.filter { $0.name == "stdout" }
            #expect(pieces.compactMap { $0.json["text"].string }.joined() == text)
            let binary = try await client.stream(["language": "bash", "code": #"printf '\xff\xfe'"#])
            #expect(binary.first { $0.name == "stdout" }?.json["base64"] == "//4=")
        }

        @Test("a refused request is an ordinary answer")
        func refusal() async throws {
            let body = try JSONValue.object(["language": "foo", "code": "x"]).encoded
            let answer = try await client.send(
                "POST", "/execute", body: body, headers: [("Accept", "text/event-stream")])
            #expect(answer.status == 400)
            #expect(answer.message == "unknown language: foo")
        }

        @Test("a job's events are told again from any of them, exactly the rest")
        func resume() async throws {
            let id = try await client.submit("for i in 1 2 3; do echo $i; sleep 0.1; done")
            let all = try await client.events(of: id)
            #expect(all.map(\.name) == ["queued", "started", "stdout", "stdout", "stdout", "phase", "result"])
            for last in 0...all.count {
                let rest = try await client.events(of: id, after: last)
                // Who saw everything hears the result again or nothing.
                #expect(
                    rest.map(\.essence) == all.dropFirst(last).map(\.essence)
                        || last == all.count && rest.map(\.name) == ["result"], "after \(last)")
            }
            #expect(try await client.get("/jobs/\(id)/events?lastEventId=6").text.contains("event: result"))
        }

        @Test("several watch one job while it runs")
        func watchers() async throws {
            let id = try await client.submit("for i in 1 2 3 4; do echo $i; sleep 0.1; done")
            let client = try client
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        try await client.events(of: id).compactMap { $0.json["text"].string }.joined()
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(texts == [String](repeating: "1\n2\n3\n4\n", count: 5))
        }
    }
}
