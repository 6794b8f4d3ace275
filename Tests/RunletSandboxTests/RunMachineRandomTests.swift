import RunletSandbox
import Testing

/// A small generator that gives the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

@Suite("A run under random events")
struct RunMachineRandomTests {
    typealias Machine = SandboxRunMachine

    private func event(_ random: inout SeededGenerator) -> Machine.Event {
        let time = UInt64.random(in: 0...30_000_000_000, using: &random)
        let stream: SandboxStream = Bool.random(using: &random) ? .stdout : .stderr
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return Bool.random(using: &random) ? .launched : .asked(at: time)
        case 1: return Int.random(in: 0..<8, using: &random) == 0 ? .launchFailed(.lost) : .launched
        case 2: return .started(at: time)
        case 3: return .setUpFailed(.lost)
        case 4: return .ended(Machine.End(exitCode: 0, signal: nil, at: time, diskFull: false))
        case 5: return .packed(truncated: Bool.random(using: &random), whole: Bool.random(using: &random))
        case 6: return .statusClosed
        case 7, 8: return .output(stream, count: Int.random(in: 1...70, using: &random))
        case 9, 10: return .outputClosed(stream)
        case 11: return .deadline(now: time)
        case 12: return .cpuTime(used: time / 4, now: time)
        default: return Int.random(in: 0..<4, using: &random) == 0 ? .cancel : .statusClosed
        }
    }

    @Test("It finishes exactly once, releases exactly once after that, and never forwards past the limit")
    func keepsItsPromises() {
        var random = SeededGenerator(seed: 20_260_101)
        for _ in 0..<20_000 {
            let limits = SandboxLimits(
                wallTime: 3_000_000_000, cpuTime: Bool.random(using: &random) ? 1_000_000_000 : nil, output: 100)
            var machine = Machine(
                limits: limits, packs: Bool.random(using: &random), isTerminal: Bool.random(using: &random),
                requestedAt: 1)
            var actions: [Machine.Action] = []
            for _ in 0..<Int.random(in: 0...25, using: &random) {
                actions += machine.handle(event(&random))
            }
            // At the last, whatever came before, the init is gone and the streams close.
            for last: Machine.Event in [.exited, .outputClosed(.stdout), .outputClosed(.stderr)].shuffled(
                using: &random)
            {
                actions += machine.handle(last)
            }
            let settled = actions
            for _ in 0..<3 { actions += machine.handle(event(&random)) }

            #expect(actions.count { $0 == .finish } == 1)
            #expect(actions.count { $0 == .release } == 1)
            if let finish = settled.firstIndex(of: .finish), let release = settled.firstIndex(of: .release) {
                #expect(finish < release)
            } else {
                Issue.record("not settled: \(settled)")
            }
            let forwarded = settled.reduce(0) { sum, action in
                if case .forward(_, let count) = action { sum + count } else { sum }
            }
            #expect(forwarded <= 100)
        }
    }
}
