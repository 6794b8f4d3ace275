import TestKit
import Testing

extension EndToEndTests {
    @Suite("Many at once")
    struct LoadTests {
        @Test("above the bound, requests are refused with a time to come back at")
        func busy() async throws {
            try await withServer(["COORDINATOR_MAXPENDING": "3", "WORKER_QUEUES_DEFAULT": "1"]) { server in
                var ids: [String] = []
                for _ in 0..<3 { ids.append(try await server.client.submit("sleep 20")) }
                for path in ["/execute", "/execute?wait=false"] {
                    let answer = try await server.client.post(path, ["language": "bash", "code": "echo"])
                    #expect(answer.status == 429)
                    #expect(try #require(answer.header("retry-after").flatMap { Int($0) }) >= 1)
                    #expect(answer.message?.hasPrefix("too many jobs are waiting") == true)
                }
                for id in ids { _ = try await server.client.send("PUT", "/jobs/\(id)/cancel") }
                for id in ids { _ = try await server.client.ended(id) }
                #expect(try await server.client.bash("echo room")["output"] == "room\n")
            }
        }

        @Test("two hundred at once are all answered, each with its own")
        func crowd() async throws {
            try await withServer(["COORDINATOR_MAXPENDING": "1000"]) { server in
                _ = try await server.client.get("/languages")
                let idle = Host.residentMemory(of: server.pid)
                #expect(idle < 60 << 20, "\(idle >> 20) MiB idle")
                let descriptors = Host.descriptors(of: server.pid)
                let start = ContinuousClock.now
                let wrong = await withTaskGroup(of: String?.self) { group in
                    for number in 0..<200 {
                        group.addTask { await Self.problem(number, server.client) }
                    }
                    return await group.reduce(into: [String]()) { if let problem = $1 { $0.append(problem) } }
                }
                let took = ContinuousClock.now - start
                #expect(wrong.isEmpty, "\(wrong.count) wrong, as \(wrong.first ?? "")")
                let memory = Host.residentMemory(of: server.pid)
                print(
                    "200 requests at once: \(took), \(idle >> 20) MiB idle, \(memory >> 20) MiB after,",
                    "\(Host.peakMemory(of: server.pid) >> 20) MiB at the peak")
                #expect(memory < 150 << 20, "\(memory >> 20) MiB")
                await server.client.close()
                try await SharedServer.expectNothingLeft(of: server)
                #expect(try await eventually { Host.descriptors(of: server.pid) <= descriptors + 5 })
            }
        }

        /// What is wrong with one answer; nil where nothing is.
        private static func problem(_ number: Int, _ client: ServerClient) async -> String? {
            let token = "token-\(number)"
            do {
                let answer = try await client.bash(
                    #"read line; printf '%s %s' "$line" "$1""#,
                    ["stdin": .string(token + "\n"), "args": [.string("argument of \(token)")]])
                let expected = "\(token) argument of \(token)"
                return answer["output"] == .string(expected) ? nil : "\(number): \(answer.status) \(answer.text)"
            } catch {
                return "\(number): \(error)"
            }
        }

        @Test("streams at once keep apart")
        func streams() async throws {
            try await withServer { server in
                let wrong = try await withThrowingTaskGroup(of: String?.self) { group in
                    for number in 0..<20 {
                        group.addTask {
                            let events = try await server.client.stream([
                                "language": "bash", "code": "for i in 1 2 3; do echo $TOKEN $i; done",
                                "env": ["TOKEN": .string("token-\(number)")],
                            ])
                            let text = events.compactMap { $0.json["text"].string }.joined()
                            let expected = (1...3).map { "token-\(number) \($0)\n" }.joined()
                            return text == expected && events.last?.json["output"].string == expected ? nil : text
                        }
                    }
                    return try await group.reduce(into: [String]()) { if let text = $1 { $0.append(text) } }
                }
                #expect(wrong.isEmpty, "\(wrong)")
            }
        }
    }
}
