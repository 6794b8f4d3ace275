import Synchronization
import TestKit

/// Clients that have jobs accepted by one coordinator and wait for their end at another, until they are told to stop.
final class DistributedLoad: Sendable {
    private struct State {
        var isOver = false
        var accepted: [String: String] = [:]
    }

    private let state = Mutex(State())

    /// What each job that was accepted must print.
    var accepted: [String: String] { state.withLock { $0.accepted } }

    func stop() { state.withLock { $0.isOver = true } }

    func run(_ count: Int, on coordinators: [ServerClient]) async {
        await withDiscardingTaskGroup { group in
            for number in 0..<count {
                group.addTask {
                    await self.run(
                        "\(number)", coordinators[number % coordinators.count],
                        coordinators[(number + 1) % coordinators.count])
                }
            }
        }
    }

    private func run(_ name: String, _ first: ServerClient, _ second: ServerClient) async {
        var count = 0
        while !state.withLock({ $0.isOver }) {
            count += 1
            let word = "\(name) \(count)"
            if let id = try? await first.submit("echo \(word); sleep 0.1") {
                state.withLock { $0.accepted[id] = word + "\n" }
                _ = try? await second.ended(id, within: .seconds(60))
            } else {
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
