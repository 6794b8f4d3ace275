import TestKit
import Testing

extension EndToEndTests {
    @Suite("The numbers for operators", .server(["WORKER_QUEUES_DEFAULT": "3"]))
    struct StatsTests {
        @Test("what ended is counted by outcome, now and in the history")
        func history() async throws {
            _ = try await client.bash("true")
            _ = try await client.bash("exit 3")
            _ = try await client.bash("sleep 5", ["limits": ["timeout": "200ms"]])
            let stats = try await client.get("/stats")["runs"]
            #expect(stats["total"].int == 3)
            #expect(stats["outcomes"] == ["completed": 1, "failed": 1, "timeout": 1])
            let history = try await client.get("/stats/history")
            #expect(history["intervalSeconds"].int == 10)
            let points = history["points"].items
            #expect((1...360).contains(points.count))
            #expect(points.reduce(0) { $0 + ($1["runs"].int ?? 0) } == 3)
            for point in points {
                #expect(point["at"].string?.hasSuffix("0.000Z") == true)
                let isEmpty = point["runs"].int == 0
                #expect((point["p50"] == .null) == isEmpty)
                #expect((point["p95"].number ?? 0) >= (point["p50"].number ?? 0))
            }
            let slowest = points.compactMap { $0["p95"].number }.max() ?? 0
            #expect((190..<10_000).contains(slowest), "\(slowest)")
        }

        @Test("the node tells its load")
        func node() async throws {
            let node = try await client.get("/nodes").json[0]
            #expect(node["slots"].int == 3)
            #expect(node["running"].int == 0)
            #expect(node["loadAverage"].items.count == 3)
            let total = try #require(node["memory"]["total"].int)
            #expect((1...total).contains(try #require(node["memory"]["available"].int)))
            let id = try await client.submit("sleep 3")
            _ = try await client.job(id, in: ["RUNNING"])
            #expect(try await client.get("/nodes").json[0]["running"].int == 1)
            _ = try await client.send("PUT", "/jobs/\(id)/cancel")
            _ = try await client.ended(id)
        }
    }
}
