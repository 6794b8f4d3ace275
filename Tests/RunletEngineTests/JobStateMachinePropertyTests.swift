import RunletCore
import RunletEngine
import Testing

@Suite("The life of a job, whatever happens in whatever order")
struct JobStateMachinePropertyTests {
    /// Random numbers that are the same every time.
    private struct Randomness: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }

    private static func event(_ job: Job, using random: inout Randomness) -> JobMachineEvent {
        let time = Samples.time(.random(in: 0...5000, using: &random))
        let task = Bool.random(using: &random) ? job.tasks.first { !$0.state.isTerminal } : nil
        let id = (task ?? job.tasks.randomElement(using: &random))?.id ?? .random()
        let attempt = Bool.random(using: &random) ? task?.attempt ?? 1 : Int.random(in: 0...4, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .accepted(at: time)
        case 1...3: return .taskStarted(id, attempt: attempt, node: "n", at: time)
        case 4...6:
            let outcome = Outcome.allCases.randomElement(using: &random) ?? .completed
            return .taskCompleted(id, attempt: attempt, Samples.result(outcome), at: time)
        case 7, 8: return .taskFailed(id, attempt: attempt, "broken", at: time)
        case 9: return .taskCancelled(id, attempt: attempt, at: time)
        case 10: return Int.random(in: 0..<4, using: &random) == 0 ? .cancelRequested(at: time) : .accepted(at: time)
        default: return .recovered(at: time)
        }
    }

    @Test("never leaves an end, ends once, publishes only what is to run, and keeps its books", arguments: 0..<200)
    func holds(_ seed: UInt64) {
        var random = Randomness(state: seed)
        for _ in 0..<20 {
            var machine = JobStateMachine(
                Samples.job(
                    tasks: .random(in: 1...3, using: &random), acceptsFailure: .random(using: &random),
                    retryLimit: .random(in: 0...2, using: &random)))
            var finished = 0
            var seen: [JobMachineEvent] = []
            for _ in 0..<60 {
                let before = machine.job
                let repeated = Bool.random(using: &random) ? seen.randomElement(using: &random) : nil
                let event = repeated ?? Self.event(before, using: &random)
                seen.append(event)
                let actions = machine.handle(event)
                let job = machine.job
                finished += actions.filter { $0 == .finish }.count
                if before.state.isTerminal {
                    #expect(job == before)
                    #expect(actions.isEmpty)
                }
                check(before, job, actions, finished)
                // A second delivery of the same news changes nothing; a second start of the engine does.
                if case .recovered = event { continue }
                var again = machine
                let more = again.handle(event)
                #expect(again.job == job)
                #expect(more.allSatisfy { action in if case .commandCancel = action { true } else { false } })
            }
        }
    }

    private func check(_ before: Job, _ job: Job, _ actions: [JobAction], _ finished: Int) {
        #expect(finished == (job.state.isTerminal ? 1 : 0))
        #expect(job.state.isTerminal == job.tasks.allSatisfy(\.state.isTerminal))
        #expect(job.state.isTerminal == (job.endedAt != nil))
        #expect(job.tasks.count { [.pending, .running].contains($0.state) } <= 1)
        for (old, new) in zip(before.tasks, job.tasks) {
            if old.state.isTerminal { #expect(old == new) }
            #expect(new.attempt >= old.attempt)
            #expect(new.attempt <= new.retryLimit + 1)
            #expect(new.plan == old.plan)
        }
        for case .publish(let task) in actions {
            #expect(job.tasks[task.position] == task)
            #expect(task.state == .pending)
            #expect(task.result == nil)
        }
    }
}
