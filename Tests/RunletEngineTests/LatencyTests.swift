import RunletCore
import RunletEngine
import Testing

@Suite("The engine's own share of a run", .timeLimit(.minutes(1)), .serialized)
struct LatencyTests {
    @Test("is below 2 ms at the median, from submission to result")
    func isSmall() async throws {
        let times = try await withEngine { engine in
            var times: [Double] = []
            for round in 0..<600 {
                let clock = ContinuousClock()
                let start = clock.now
                let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
                let ended = try await engine.coordinator.result(of: job.id)
                let time = clock.now - start
                #expect(ended?.state == .completed)
                if round >= 100 { times.append(Double(time.components.attoseconds) / 1e15) }
            }
            return times.sorted()
        }
        let median = times[times.count / 2]
        print("submit to result: p50 \(median) ms, p99 \(times[times.count * 99 / 100]) ms")
        #expect(median < 2)
    }
}
