import Foundation
import Glibc
import TestKit
import Testing

extension EndToEndTests {
    @Suite("Crashes of the server")
    struct CrashTests {
        @Test("nothing that was accepted is lost when the server is killed")
        func killed() async throws {
            let directory = try TemporaryDirectory()
            let first = try await ServerProcess.start(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), in: directory)
            var ids: [String] = []
            for number in 0..<20 { ids.append(try await first.client.submit("sleep 0.2; echo job \(number)")) }
            // In the middle: some have ended, some run, most wait.
            _ = try await first.client.ended(ids[3])
            let ended = try await first.client.get("/jobs/\(ids[0])").json
            #expect(!first.programs.isEmpty)
            try await first.kill()
            try await SharedServer.expectNothingLeft(of: first)

            let second = try await ServerProcess.start(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), in: directory)
            do {
                for (number, id) in ids.enumerated() {
                    let job = try await second.client.ended(id)
                    #expect(job["state"] == "COMPLETED")
                    #expect(job["result"]["output"] == .string("job \(number)\n"))
                    #expect(job["tasks"].items.count == 1)
                }
                // One that had ended is as it was, to the instant.
                #expect(try await second.client.get("/jobs/\(ids[0])").json == ended)
                let list = try await second.client.get("/jobs?size=100").json
                #expect(list["totalItems"].int == 20)
                #expect(list["items"].items.allSatisfy { $0["state"] == "COMPLETED" })
                // An ended one has one end: its events tell one result.
                for id in [ids[0], ids[4], ids[19]] {
                    #expect(try await second.client.events(of: id).filter { $0.name == "result" }.count == 1)
                }
                #expect(Host.groups(of: first.pid).isEmpty, "the groups of the process that died")
                #expect(!Host.groups(of: second.pid).isEmpty)
            } catch {
                _ = try? await second.stop()
                throw error
            }
            #expect(try await second.stop() == .exited(0))
            #expect(Host.groups(of: second.pid).isEmpty)
            #expect(second.programs.isEmpty)
        }

        @Test("nor when it is killed again and again")
        func killedOften() async throws {
            let directory = try TemporaryDirectory()
            var expected: [String: String] = [:]
            for round in 0..<4 {
                let server = try await ServerProcess.start(in: directory)
                for number in 0..<8 {
                    let id = try await server.client.submit("sleep 0.1; echo \(round) \(number)")
                    expected[id] = "\(round) \(number)\n"
                }
                try await Task.sleep(for: .milliseconds(150 * round))
                try await server.kill()
                try await SharedServer.expectNothingLeft(of: server)
            }
            try await withServer(in: directory) { server in
                for (id, output) in expected {
                    let job = try await server.client.ended(id)
                    #expect(job["state"] == "COMPLETED", "\(job)")
                    #expect(job["result"]["output"] == .string(output))
                }
                #expect(try await server.client.get("/jobs").json["totalItems"].int == expected.count)
            }
        }

        @Test("the programs of a server that is killed die with it")
        func orphans() async throws {
            let server = try await ServerProcess.start()
            let id = try await server.client.submit("(trap '' TERM HUP; setsid sleep 50 &) ; sleep 50")
            _ = try await server.client.job(id, in: ["RUNNING"])
            #expect(try await eventually { !server.programs.isEmpty })
            try await server.kill()
            try await SharedServer.expectNothingLeft(of: server)
        }

        @Test("a file that is no database is an error, and the file stays as it is")
        func brokenDatabase() async throws {
            let directory = try TemporaryDirectory()
            try directory.write("this is no database", to: "runlet.sqlite")
            let result = try await CommandLineTool.run(
                ["run", "standalone"], in: directory,
                settings: ["COORDINATOR_ADDRESS": "127.0.0.1:0", "DATASTORE_SQLITE_PATH": "runlet.sqlite"])
            #expect(result.code != 0)
            #expect(result.stderr.contains("runlet.sqlite"), "\(result.stderr)")
            #expect(directory.read("runlet.sqlite") == "this is no database")
        }
    }
}
