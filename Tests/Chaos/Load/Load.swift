import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import TestKit
import TestServers

/// Many clients, each with one job after the other, through both coordinators. They do what clients do: what was
/// refused or broke is asked for again, as another job.
final class Load: Sendable {
    struct Options: Sendable {
        var jobs: Int
        var clients: Int
        var seed: UInt64
        /// Over how long the jobs are spread.
        var duration: Duration
        /// How long a client waits for an answer, and for the end of a job that was accepted.
        var patience: Duration
    }

    private struct State {
        var next = 0
        var isStopping = false
    }

    let options: Options
    let coordinators: [ClusterNode]
    let journal: Journal
    private let begin = ContinuousClock.now
    private let state = Mutex(State())

    init(_ options: Options, on coordinators: [ClusterNode], journal: Journal) {
        self.options = options
        self.coordinators = coordinators
        self.journal = journal
    }

    /// No more than the jobs that were asked for, where there are still faults: those are to meet work.
    func finish() { state.withLock { $0.isStopping = true } }

    /// How many jobs were begun.
    var count: Int { state.withLock { $0.next } }

    /// Runs until all jobs have ended and ``finish()`` was called.
    func run() async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<options.clients {
                group.addTask {
                    while let number = self.nextNumber() {
                        await self.waitForTurn(of: number)
                        await self.perform(number)
                    }
                }
            }
        }
    }

    private func nextNumber() -> Int? {
        state.withLock { state in
            if state.isStopping, state.next >= options.jobs { return nil }
            state.next += 1
            return state.next
        }
    }

    private func waitForTurn(of number: Int) async {
        let turn = begin + options.duration * (Double(number) / Double(options.jobs))
        while ContinuousClock.now < turn {
            if state.withLock({ $0.isStopping }) { return }
            try? await Task.sleep(for: min(turn - .now, .milliseconds(200)))
        }
    }

    private func perform(_ number: Int) async {
        var random = SeededGenerator(seed: options.seed, stream: UInt64(number))
        let kind: ChaosJob.Kind =
            switch Int.random(in: 0..<100, using: &random) {
            case ..<25: .hello
            case ..<35: .input
            case ..<55: .sleep
            case ..<65: .fail
            case ..<80: .async
            case ..<92: .stream
            default: .cancel
            }
        let tenths = Int.random(in: 2...9, using: &random)
        journal.count("jobs \(kind.rawValue)")
        let order = ClientOrder(
            load: self, kind: kind, tenths: tenths, word: "t\(options.seed)-\(number)",
            first: number % coordinators.count, pause: .milliseconds(Int.random(in: 0...1500, using: &random)))
        if kind.isAwaited { await order.wait() } else { await order.follow() }
    }
}
