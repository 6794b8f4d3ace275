import Foundation
import TestKit
import TestServers
import Testing

extension EndToEndTests {
    @Suite("Many machines", .cluster)
    enum DistributedTests {}
}

extension EndToEndTests.DistributedTests {
    @Suite("work as one")
    struct WorkingTests {
        @Test("each coordinator runs what it is asked for, on some worker, and knows what the other ran")
        func execute() async throws {
            var nodes: Set<String> = []
            for (number, client) in try coordinators.enumerated() {
                let answer = try await client.bash("echo through \(number)")
                #expect(answer.status == 200)
                #expect(answer["output"] == .string("through \(number)\n"))
                nodes.insert(try #require(answer["node"].string))
                let id = try #require(answer["id"].string)
                for other in try coordinators {
                    let job = try await other.get("/jobs/\(id)").json
                    #expect(job["state"] == "COMPLETED")
                    #expect(job["result"]["output"] == .string("through \(number)\n"))
                }
            }
            let workers = try await coordinators[0].get("/nodes").json.items.filter { $0["role"] == "worker" }
            #expect(nodes.isSubset(of: workers.compactMap { $0["name"].string }))
        }

        @Test("both workers have their share")
        func share() async throws {
            let answers = try await withThrowingTaskGroup(of: JSONValue.self) { group in
                for number in 0..<4 {
                    let client = try coordinators[number % 2]
                    group.addTask { try await client.bash("sleep 1; echo \(number)").json }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0["outcome"] == "completed" })
            #expect(Set(answers.compactMap { $0["output"].string }) == ["0\n", "1\n", "2\n", "3\n"])
            #expect(Set(answers.compactMap { $0["node"].string }).count == 2)
        }

        @Test("the events of a job come from each coordinator, in order, when they happen, with the result last")
        func events() async throws {
            let id = try await coordinators[0].submit("for i in 1 2 3 4 5; do echo $i; sleep 0.3; done")
            async let own = coordinators[0].events(of: id)
            async let foreign = coordinators[1].events(of: id)
            for events in [try await own, try await foreign] {
                #expect(events.compactMap(\.id) == Array(1...events.count))
                #expect(
                    events.map(\.name) == ["queued", "started"] + Array(repeating: "stdout", count: 5) + [
                        "phase", "result",
                    ])
                #expect(events.compactMap { $0.json["text"].string }.joined() == "1\n2\n3\n4\n5\n")
                #expect(events.last?.json["output"] == "1\n2\n3\n4\n5\n")
                let first = try #require(events.first { $0.name == "stdout" })
                #expect(try #require(events.last).time - first.time > .milliseconds(1000), "they came at the end")
            }
            #expect(try await own.map(\.essence) == foreign.map(\.essence))
            // When all is over, too, and from the middle: what was seen does not come again.
            let late = try await coordinators[1].events(of: id, after: 4)
            #expect(late.last?.name == "result")
            #expect(late.compactMap(\.id).allSatisfy { $0 > 4 }, "\(late.map(\.essence))")
        }

        @Test("a stream from another coordinator is as large as its job's output")
        func largeStream() async throws {
            let id = try await coordinators[1].submit("for i in {1..400}; do printf '%1000d\\n' $i; done")
            let events = try await coordinators[0].events(of: id)
            let text = events.compactMap { $0.json["text"].string }.joined()
            #expect(text.utf8.count == 400 * 1001)
            #expect(text.split(separator: "\n").map { Int($0.drop { $0 == " " }) ?? 0 } == Array(1...400))
            #expect(events.last?.name == "result")
        }

        @Test("cancelling through the other coordinator reaches the worker")
        func cancelRunning() async throws {
            let id = try await coordinators[0].submit("echo on; sleep 50")
            _ = try await coordinators[1].job(id, in: ["RUNNING"])
            #expect(try await eventually { try cluster.workers.contains { !$0.programs.isEmpty } })
            let answer = try await coordinators[1].send("PUT", "/jobs/\(id)/cancel")
            #expect(answer.status == 200, "\(answer.text)")
            let job = try await coordinators[1].ended(id, within: .seconds(5))
            #expect(job["state"] == "CANCELLED")
            #expect(try await coordinators[0].get("/jobs/\(id)").json == job)
            #expect(try await eventually { try cluster.workers.allSatisfy(\.programs.isEmpty) })
        }

        @Test("and so does one of a job that waits")
        func cancelWaiting() async throws {
            let clients = try coordinators
            var running: [String] = []
            for number in 0..<4 { running.append(try await clients[number % 2].submit("sleep 50")) }
            for id in running { _ = try await clients[0].job(id, in: ["RUNNING"]) }
            let waiting = try await clients[0].submit("echo never")
            #expect(try await clients[1].send("PUT", "/jobs/\(waiting)/cancel").status == 200)
            #expect(try await clients[1].ended(waiting, within: .seconds(5))["state"] == "CANCELLED")
            for id in running { #expect(try await clients[1].send("PUT", "/jobs/\(id)/cancel").status == 200) }
            for id in running { #expect(try await clients[0].ended(id, within: .seconds(10))["state"] == "CANCELLED") }
            // What was cancelled while it waited holds up nobody.
            #expect(try await clients[0].bash("echo after")["output"] == "after\n")
        }

        @Test("a job is restarted through the other coordinator")
        func restart() async throws {
            let id = try await coordinators[0].submit("echo again")
            let first = try await coordinators[0].ended(id)
            let answer = try await coordinators[1].send("PUT", "/jobs/\(id)/restart")
            #expect(answer.status == 200, "\(answer.text)")
            let second = try await coordinators[0].ended(id)
            #expect(second["state"] == "COMPLETED")
            #expect(second["result"]["output"] == "again\n")
            #expect(second["endedAt"] != first["endedAt"])
            #expect(second["tasks"][0]["attempt"].int == 2)
        }

        @Test("a client that goes away cancels its run on the worker")
        func disconnect() async throws {
            let port = try cluster.coordinators[1].port
            do {
                let connection = try RawConnection(port: port)
                connection.post("/execute", #"{"language":"bash","code":"sleep 50"}"#)
                #expect(try await eventually { try cluster.workers.contains { !$0.programs.isEmpty } })
            }
            #expect(try await eventually { try cluster.workers.allSatisfy(\.programs.isEmpty) })
        }

        @Test("a program is talked to over a WebSocket of each coordinator")
        func webSocket() async throws {
            for coordinator in try cluster.coordinators {
                let socket = try WebSocketClient(port: coordinator.port)
                #expect(socket.isOpen, "\(socket.answer)")
                try socket.send([
                    "type": "run", "interactive": true,
                    "request": ["language": "bash", "code": "while read -r line; do echo \"got $line\"; done"],
                ])
                for word in ["one", "two"] {
                    try socket.send(["type": "input", "data": .string(word + "\n")])
                    let messages = socket.messages { $0["event"] == "stdout" }
                    #expect(messages.last?["data"]["text"] == .string("got \(word)\n"), "\(messages)")
                }
                try socket.send(["type": "eof"])
                let last = try #require(socket.messages { $0["event"] == "result" }.last)
                #expect(last["data"]["outcome"] == "completed", "\(last)")
            }
        }

        @Test("each coordinator lists all four, and the languages of the workers")
        func nodes() async throws {
            var names: [Set<String>] = []
            for client in try coordinators {
                let nodes = try await client.get("/nodes").json.items
                names.append(Set(nodes.compactMap { $0["name"].string }))
                #expect(
                    nodes.compactMap { $0["role"].string }.sorted() == [
                        "coordinator", "coordinator", "worker", "worker",
                    ])
                #expect(nodes.filter { $0["role"] == "worker" }.allSatisfy { $0["slots"].int == 2 })
                let bash = try await client.get("/languages").json.items.first { $0["id"] == "bash" }
                #expect(bash?["available"] == true)
                let health = try await client.get("/health")
                #expect(health.status == 200)
                #expect(health["status"] == "UP", "\(health.text)")
            }
            #expect(names[0] == names[1])
            #expect(names[0].count == 4)
        }
    }
}
