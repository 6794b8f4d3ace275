import TestKit
import Testing

extension EndToEndTests {
    @Suite("Clients that go away", .server(["WORKER_QUEUES_DEFAULT": "1"]))
    struct DisconnectTests {
        private static let endless = #"{"language":"bash","code":"echo begun; sleep 30","limits":{"timeout":"40s"}}"#

        /// The id of the job that runs now, once there is one.
        private func runningJob() async throws -> String {
            let client = try client
            var id: String?
            _ = try await eventually {
                id = try await client.get("/jobs?q=RUNNING").json["items"][0]["id"].string
                return id != nil
            }
            return try #require(id)
        }

        private func expectFree(_ id: String, since start: ContinuousClock.Instant) async throws {
            #expect(try await client.bash("echo next")["output"] == "next\n")
            let waited = ContinuousClock.now - start
            print("slot free and next answer after \(waited)")
            #expect(waited < .seconds(1))
            let job = try await client.ended(id)
            #expect(job["state"] == "CANCELLED")
            try await SharedServer.expectNothingLeft(of: server)
        }

        private func leave(headers: String) async throws -> (String, ContinuousClock.Instant) {
            let connection = try RawConnection(port: server.port)
            connection.post("/execute", Self.endless, headers: headers)
            let id = try await runningJob()
            return (id, .now)
        }

        @Test("a client that goes away cancels its run, and the slot is free within a second")
        func plain() async throws {
            let (id, start) = try await leave(headers: "")
            try await expectFree(id, since: start)
        }

        @Test("so does one that listened to a stream")
        func stream() async throws {
            let (id, start) = try await leave(headers: "Accept: text/event-stream\r\n")
            try await expectFree(id, since: start)
        }

        @Test("one that went away while it waited is never run")
        func waiting() async throws {
            let blocker = try await client.submit("sleep 1")
            _ = try await client.job(blocker, in: ["RUNNING"])
            do {
                let connection = try RawConnection(port: server.port)
                connection.post("/execute", #"{"language":"bash","code":"echo unwanted"}"#)
                let client = try client
                let isQueued = try await eventually {
                    try await client.get("/jobs").json["items"][0]["id"].string != blocker
                }
                #expect(isQueued)
            }
            let id = try #require(try await client.get("/jobs").json["items"][0]["id"].string)
            let job = try await client.ended(id)
            #expect(job["state"] == "CANCELLED")
            #expect(job["startedAt"] == nil)
            _ = try await client.ended(blocker)
        }

        @Test("going away from a job's events cancels nothing")
        func watcher() async throws {
            let id = try await client.submit("echo begun; sleep 0.5; echo ended")
            do {
                let connection = try RawConnection(port: server.port)
                connection.write("GET /jobs/\(id)/events HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(connection.read().hasPrefix("HTTP/1.1 200 "))
            }
            let job = try await client.ended(id)
            #expect(job["state"] == "COMPLETED")
            #expect(job["result"]["output"] == "begun\nended\n")
        }

        @Test("a connection is good for many requests")
        func keepAlive() async throws {
            let connection = try RawConnection(port: server.port)
            for number in 1...3 {
                connection.post("/execute", #"{"language":"bash","code":"echo number \#(number)"}"#)
                #expect(connection.read().contains(#"{"output":"number \#(number)\n""#))
            }
        }
    }
}
