import Foundation
import TestKit
import TestServers
import Testing

extension EndToEndTests.DistributedTests {
    @Suite("and go on where one of them dies")
    struct FaultTests {
        @Test("a job whose worker is killed is ended by the other one")
        func workerKilled() async throws {
            let id = try await coordinators[0].submit("echo begin; sleep 2; echo end")
            _ = try await coordinators[1].job(id, in: ["RUNNING"])
            var busy: ClusterNode?
            #expect(
                try await eventually {
                    busy = try cluster.workers.first { !$0.programs.isEmpty }
                    return busy != nil
                })
            let victim = try #require(busy)
            let before = try await coordinators[1].get("/jobs/\(id)").json["tasks"][0]["node"]
            try await victim.kill()
            let job = try await coordinators[1].ended(id, within: .seconds(15 * Slowness.factor))
            #expect(job["state"] == "COMPLETED", "\(job)")
            #expect(job["result"]["output"] == "begin\nend\n")
            #expect(job["result"]["node"] != before)
            #expect(try await eventually { victim.programs.isEmpty })
            try await victim.start()
            try await cluster.expectAllNodes()
        }

        @Test("jobs that a killed coordinator had accepted are ended by the other one")
        func coordinatorKilled() async throws {
            let (victim, other) = (try cluster.coordinators[0], try coordinators[1])
            var expected: [String: String] = [:]
            // Of some that run and some that wait: there are four slots.
            for number in 0..<10 {
                expected[try await victim.client.submit("sleep 1; echo job \(number)")] = "job \(number)\n"
            }
            try await victim.kill()
            let begin = ContinuousClock.now
            for (id, output) in expected {
                // Taken over after 10 s of silence.
                let job = try await other.ended(id, within: .seconds(25 * Slowness.factor))
                #expect(job["state"] == "COMPLETED", "\(job)")
                #expect(job["result"]["output"] == .string(output))
                #expect(try await other.events(of: id).filter { $0.name == "result" }.count == 1)
            }
            let time = ContinuousClock.now - begin
            print("ten jobs of a killed coordinator had ended after \(time)")
            #expect(time < .seconds(20 * Slowness.factor))
            try await victim.start()
            try await cluster.expectAllNodes()
            // The one that came back knows how they ended.
            for (id, output) in expected {
                #expect(try await victim.client.get("/jobs/\(id)").json["result"]["output"] == .string(output))
            }
        }

        @Test("a stream of events goes on where the job's coordinator is killed")
        func streamOfKilled() async throws {
            let (victim, other) = (try cluster.coordinators[1], try coordinators[0])
            let id = try await victim.client.submit("echo begin; sleep 2; echo end")
            _ = try await other.job(id, in: ["RUNNING"])
            async let events = other.events(of: id)
            try await Task.sleep(for: .milliseconds(300))
            try await victim.kill()
            let seen = try await events
            #expect(seen.last?.name == "result")
            #expect(seen.last?.json["output"] == "begin\nend\n", "\(seen.map(\.essence))")
            let ids = seen.compactMap(\.id)
            #expect(ids == ids.sorted() && Set(ids).count == ids.count)
            try await victim.start()
            try await cluster.expectAllNodes()
        }

        @Test("service is back within five seconds of the broker, and nothing that was accepted is lost")
        func brokerKilled() async throws {
            let clients = try coordinators
            let load = DistributedLoad()
            let running = Task { await load.run(6, on: clients) }
            try await Task.sleep(for: .seconds(2))
            try await cluster.broker.kill()
            try await Task.sleep(for: .seconds(1))
            try await cluster.broker.start()
            let begin = ContinuousClock.now
            for client in clients {
                #expect(
                    try await eventually(within: .seconds(30 * Slowness.factor)) {
                        (try? await client.bash("echo back"))?["output"] == "back\n"
                    })
            }
            let time = ContinuousClock.now - begin
            print("the first jobs after the broker was back were through after \(time)")
            #expect(time < .seconds(8 * Slowness.factor))
            try await Task.sleep(for: .seconds(1))
            load.stop()
            await running.value
            let jobs = load.accepted
            #expect(jobs.count > 20)
            for (id, output) in jobs {
                let job = try await clients[0].ended(id, within: .seconds(60))
                #expect(job["state"] == "COMPLETED", "\(job)")
                #expect(job["result"]["output"] == .string(output))
            }
        }

        @Test("nothing that was accepted is lost where the store is killed")
        func storeKilled() async throws {
            var expected: [String: String] = [:]
            for number in 0..<10 {
                expected[try await coordinators[number % 2].submit("sleep 0.5; echo \(number)")] = "\(number)\n"
            }
            try await cluster.postgres.crash()
            try await Task.sleep(for: .seconds(1))
            try await cluster.postgres.start()
            for (id, output) in expected {
                let isEnded = try await eventually(within: .seconds(30 * Slowness.factor)) {
                    let job = try? await coordinators[0].get("/jobs/\(id)").json
                    return job?["state"] == "COMPLETED" && job?["result"]["output"] == .string(output)
                }
                let last = try? await coordinators[0].get("/jobs/\(id)")
                #expect(isEnded, "\(last?.text ?? "no answer")")
            }
        }
    }
}
