import Foundation
import Synchronization
import TestKit

/// Another tenant, who says hello ten times a second and wants it right and soon.
struct CanaryTenant: Sendable {
    struct Latencies: Sendable {
        var milliseconds: [Double] = []
        var wrong: [String] = []

        func percentile(_ share: Double) -> Double {
            guard !milliseconds.isEmpty else { return .nan }
            let sorted = milliseconds.sorted()
            return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        }
    }

    let client: ServerClient

    /// Says hello until the body ends, at least `least` times.
    func during<Value: Sendable>(
        atLeast least: Int = 1, every interval: Duration = .milliseconds(100),
        _ body: () async throws -> Value
    ) async throws -> (Value, Latencies) {
        let isOver = Mutex(false)
        async let latencies = hellos(atLeast: least, every: interval) { isOver.withLock { $0 } }
        do {
            let value = try await body()
            isOver.withLock { $0 = true }
            return (value, await latencies)
        } catch {
            isOver.withLock { $0 = true }
            _ = await latencies
            throw error
        }
    }

    /// So many hellos, one after the other, on a quiet server.
    func quiet(_ count: Int, every interval: Duration = .milliseconds(20)) async -> Latencies {
        await hellos(atLeast: count, every: interval) { true }
    }

    private func hellos(atLeast least: Int, every interval: Duration, until isOver: @Sendable () -> Bool) async
        -> Latencies
    {
        var latencies = Latencies()
        while latencies.milliseconds.count < least || !isOver() {
            let token = UInt64.random(in: 0 ... .max)
            let start = ContinuousClock.now
            do {
                let answer = try await client.bash("echo hello \(token)")
                if answer["output"] != .string("hello \(token)\n") {
                    latencies.wrong.append("\(answer.status) \(answer.text.prefix(200))")
                }
            } catch {
                latencies.wrong.append("\(error)")
            }
            let duration = ContinuousClock.now - start
            latencies.milliseconds.append(duration / .milliseconds(1))
            try? await Task.sleep(for: interval)
        }
        return latencies
    }
}
