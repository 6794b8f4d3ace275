import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("Jobs", .server(["WORKER_QUEUES_DEFAULT": "1"]))
    struct JobTests {
        @Test("a job that nobody waits for is found under its id")
        func accepted() async throws {
            let answer = try await client.post(
                "/execute?wait=false", ["language": "bash", "code": "sleep 0.1; echo done"])
            #expect(answer.status == 202)
            let id = try #require(answer["id"].string)
            #expect(answer.header("location") == "/jobs/\(id)")
            #expect(answer["state"] == "PENDING")
            let job = try await client.ended(id)
            #expect(job["state"] == "COMPLETED")
            #expect(job["result"]["output"] == "done\n")
            #expect(job["tasks"].items.count == 1)
            let times = ["createdAt", "startedAt", "endedAt"].map { job[$0].string ?? "" }
            #expect(times == times.sorted() && times.allSatisfy { $0.hasSuffix("Z") }, "\(times)")
        }

        @Test("the list has pages, newest first, and is searched")
        func list() async throws {
            let tasks: JSONValue = [["language": "bash", "code": "echo listed"]]
            var ids: [String] = []
            for number in 0..<5 {
                let answer = try await client.post("/jobs", ["name": .string("needle \(number)"), "tasks": tasks])
                #expect(answer.status == 202)
                ids.append(try #require(answer["id"].string))
            }
            for id in ids { _ = try await client.ended(id) }
            let all = try await client.get("/jobs?q=needle&size=2").json
            #expect(all["totalItems"].int == 5)
            #expect(all["totalPages"].int == 3)
            #expect(all["number"].int == 1)
            var found: [String] = []
            for page in 1...4 {
                let items = try await client.get("/jobs?q=needle&size=2&page=\(page)").json["items"].items
                found += items.compactMap { $0["id"].string }
            }
            #expect(found == ids.reversed())
            #expect(try await client.get("/jobs?q=needle%203").json["items"][0]["name"] == "needle 3")
            #expect(try await client.get("/jobs?q=%25%25").json["totalItems"].int == 0)
            for query in ["page=0", "page=-1", "size=101", "size=x", "page=99999999999999999999"] {
                #expect(try await client.get("/jobs?\(query)").status == 400, "\(query)")
            }
        }

        @Test("tasks run in order, and one that fails ends the job")
        func tasks() async throws {
            let yaml = """
                name: three steps
                tasks:
                  - {name: first, language: bash, code: echo one}
                  - {name: second, language: bash, code: "echo two; exit 1"}
                  - {name: third, language: bash, code: echo three}
                """
            let answer = try await client.send(
                "POST", "/jobs", body: Data(yaml.utf8), headers: [("Content-Type", "application/yaml")])
            #expect(answer.status == 202, "\(answer.text)")
            let id = try #require(answer["id"].string)
            let job = try await client.ended(id)
            #expect(job["state"] == "FAILED")
            let outcomes = job["tasks"].items.map { $0["outcome"].string }
            #expect(outcomes == ["completed", "failed", nil])
            #expect(try await client.get("/jobs/\(id)/log").text == "one\ntwo\n")
            let first = try #require(job["tasks"][0]["id"].string)
            #expect(try await client.get("/tasks/\(first)/log").text == "one\n")
            #expect(try await client.get("/tasks/\(first)").json["result"]["output"] == "one\n")
        }

        @Test("a task goes to the queue that it names, where one serves it")
        func queues() async throws {
            let settings = ["WORKER_QUEUES_DEFAULT": "1", "WORKER_QUEUES_SLOW": "1"]
            try await withServer(settings) { server in
                let client = server.client
                // Keeps the only slot of the other queue busy.
                let busy = try await client.submit("sleep 20")
                let job: JSONValue = ["tasks": [["language": "bash", "code": "echo slow", "queue": "slow"]]]
                let accepted = try await client.post("/jobs", job)
                #expect(accepted.status == 202, "\(accepted.text)")
                let ended = try await client.ended(accepted["id"].string ?? "", within: .seconds(10))
                #expect(ended["state"] == "COMPLETED")
                let unknown: JSONValue = ["tasks": [["language": "bash", "code": "", "queue": "fast"]]]
                let refused = try await client.post("/jobs", unknown)
                #expect(refused.status == 400)
                #expect(refused["message"] == "tasks[0].queue: no worker serves a queue \"fast\"")
                _ = try await client.send("PUT", "/jobs/\(busy)/cancel")
            }
        }

        @Test("the log grows while the job runs")
        func log() async throws {
            let id = try await client.submit("echo early; sleep 20")
            let client = try client
            #expect(try await eventually { try await client.get("/jobs/\(id)/log").text == "early\n" })
            let answer = try await client.get("/jobs/\(id)/log")
            #expect(answer.header("content-type") == "text/plain; charset=utf-8")
            let job = try await client.get("/jobs/\(id)").json
            let task = try #require(job["tasks"][0]["id"].string)
            #expect(try await client.get("/tasks/\(task)/log").text == "early\n")
            #expect(try await client.send("PUT", "/jobs/\(id)/cancel").status == 200)
            #expect(try await client.ended(id)["state"] == "CANCELLED")
        }

        @Test("cancelling ends a running job at once, and one that waits without running it")
        func cancel() async throws {
            let running = try await client.submit("echo begun; sleep 20")
            let waiting = try await client.submit("echo never")
            _ = try await client.job(running, in: ["RUNNING"])
            #expect(try await client.get("/jobs/\(waiting)").json["state"] != "RUNNING")
            #expect(try await client.send("POST", "/jobs/\(waiting)/cancel").json["state"] == "CANCELLED")
            let start = ContinuousClock.now
            #expect(try await client.send("PUT", "/jobs/\(running)/cancel").status == 200)
            let ended = try await client.ended(running)
            #expect(ended["state"] == "CANCELLED")
            #expect(ContinuousClock.now - start < .seconds(1))
            try await SharedServer.expectNothingLeft(of: server)
            let never = try await client.get("/jobs/\(waiting)").json
            #expect(never["state"] == "CANCELLED")
            #expect(never["startedAt"] == nil)
            // Nothing changes any more.
            #expect(try await client.send("PUT", "/jobs/\(running)/cancel").json["state"] == "CANCELLED")
            #expect(try await client.bash("echo next")["output"] == "next\n")
        }

        @Test("an ended job is run again, one that has not ended is not")
        func restart() async throws {
            let id = try await client.submit("echo again; sleep 0.5")
            _ = try await client.job(id, in: ["RUNNING"])
            let early = try await client.send("PUT", "/jobs/\(id)/restart")
            #expect(early.status == 409)
            #expect(early.message == "the job has not ended")
            let first = try await client.ended(id)
            #expect(try await client.send("PUT", "/jobs/\(id)/restart").status == 200)
            #expect(
                ["PENDING", "SCHEDULED", "RUNNING"].contains(try await client.get("/jobs/\(id)").json["state"].string))
            let second = try await client.ended(id)
            #expect(second["state"] == "COMPLETED")
            #expect(second["result"]["output"] == "again\n")
            #expect(second["endedAt"] != first["endedAt"])
            let none = "0123456789abcdef0123456789abcdef"
            #expect(try await client.send("PUT", "/jobs/\(none)/restart").status == 404)
            #expect(try await client.send("PUT", "/jobs/\(none)/cancel").status == 404)
        }

        @Test("a result in the store is a result without the store's words")
        func noSource() async throws {
            let id = try await client.submit(": a-secret-of-the-source; echo public")
            _ = try await client.ended(id)
            let text = try await client.get("/jobs/\(id)").text
            #expect(text.contains("public"))
            #expect(!text.contains("a-secret-of-the-source"))
        }

        @Test("health, nodes, queues and numbers are there")
        func operations() async throws {
            let health = try await client.get("/health")
            #expect(health.status == 200)
            #expect(health["status"] == "UP")
            #expect(health["isolation"].items.count > 5)
            #expect(health["isolation"].items.allSatisfy { ["active", "weaker"].contains($0["state"].string) })
            for path in ["/", "/nodes", "/queues", "/stats", "/openapi.json"] {
                let answer = try await client.get(path)
                #expect(answer.status == 200, "\(path)")
                #expect(answer.json != .null, "\(path)")
            }
        }
    }
}
