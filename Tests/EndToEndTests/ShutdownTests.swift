import Glibc
import TestKit
import Testing

extension EndToEndTests {
    @Suite("Shutting down")
    struct ShutdownTests {
        @Test("what runs when the server is told to stop still gets its answer", arguments: [SIGTERM, SIGINT])
        func graceful(_ signal: Int32) async throws {
            let server = try await ServerProcess.start()
            async let answer = server.client.bash("echo begun; sleep 1; echo ended")
            let isRunning = try await eventually {
                try await server.client.get("/jobs?q=RUNNING").json["totalItems"] == 1
            }
            #expect(isRunning)
            let start = ContinuousClock.now
            server.process.send(signal)
            try await Task.sleep(for: .milliseconds(200))
            try expectRefused(server.port)
            let result = try await answer
            #expect(result.status == 200)
            #expect(result["output"] == "begun\nended\n")
            await server.client.close()
            #expect(try await server.process.wait(atMost: .seconds(20)) == .exited(0))
            let took = ContinuousClock.now - start
            print("stopped \(took) after the signal")
            #expect(took < .seconds(5))
            #expect(server.programs.isEmpty)
            #expect(Host.groups(of: server.pid).isEmpty)
        }

        private func expectRefused(_ port: Int) throws {
            guard let connection = try? RawConnection(port: port) else { return }
            connection.post("/execute", #"{"language":"bash","code":"echo late"}"#)
            let text = connection.read()
            #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 503 "), "\(text)")
        }

        @Test("a stop does not wait longer than its grace time, and the job goes on at the next start")
        func grace() async throws {
            let directory = try TemporaryDirectory()
            let settings = ["COORDINATOR_GRACETIMEOUT": "500ms"]
            let first = try await ServerProcess.start(.init(settings: settings), in: directory)
            let id = try await first.client.submit("[ -e /nowhere ] || sleep 3; echo done")
            _ = try await first.client.job(id, in: ["RUNNING"])
            let start = ContinuousClock.now
            let end = try await first.stop()
            print("with a grace time of 0.5 s, ended after \(ContinuousClock.now - start): \(end)")
            #expect(ContinuousClock.now - start < .seconds(3))
            try await SharedServer.expectNothingLeft(of: first)
            try await withServer(settings, in: directory) { second in
                let job = try await second.client.ended(id)
                #expect(job["state"] == "COMPLETED")
                #expect(job["result"]["output"] == "done\n")
            }
        }

        @Test("an idle server stops at once")
        func idle() async throws {
            let server = try await ServerProcess.start()
            // Kept connections do not hold it up.
            _ = try await server.client.get("/")
            let connection = try RawConnection(port: server.port)
            let start = ContinuousClock.now
            server.process.send(SIGTERM)
            #expect(try await server.process.wait(atMost: .seconds(20)) == .exited(0))
            #expect(ContinuousClock.now - start < .seconds(2))
            #expect(connection.read().isEmpty)
            await server.client.close()
        }
    }
}
