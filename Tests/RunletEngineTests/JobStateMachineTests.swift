import RunletCore
import RunletEngine
import Testing

@Suite("The life of a job")
struct JobStateMachineTests {
    private let time = Samples.time(2000)

    private func accepted(_ job: Job) -> JobStateMachine {
        var machine = JobStateMachine(job)
        _ = machine.handle(.accepted(at: time))
        return machine
    }

    private func started(_ job: Job) -> JobStateMachine {
        var machine = accepted(job)
        _ = machine.handle(.taskStarted(job.tasks[0].id, attempt: 1, node: "n", at: time))
        return machine
    }

    @Test("starts with the publication of the first task, once")
    func accept() {
        let job = Samples.job(tasks: 2)
        var machine = JobStateMachine(job)
        let actions = machine.handle(.accepted(at: time))
        #expect(actions == [.announceQueued, .publish(machine.job.tasks[0])])
        #expect(machine.job.state == .pending)
        #expect(machine.job.tasks.map(\.state) == [.pending, .created])
        #expect(machine.job.tasks.map(\.attempt) == [1, 0])
        #expect(machine.job.tasks[0].scheduledAt == time)
        #expect(machine.handle(.accepted(at: time)).isEmpty)
    }

    @Test("goes on with the next task and ends after the last")
    func complete() {
        let job = Samples.job(tasks: 2)
        var machine = started(job)
        #expect(machine.job.state == .running)
        #expect(machine.job.tasks[0].node == "n")
        let next = machine.handle(.taskCompleted(job.tasks[0].id, attempt: 1, Samples.result(), at: time))
        #expect(next == [.publish(machine.job.tasks[1])])
        #expect(machine.job.state == .running)
        let end = machine.handle(.taskCompleted(job.tasks[1].id, attempt: 1, Samples.result(), at: time))
        #expect(end == [.finish])
        #expect(machine.job.state == .completed)
        #expect(machine.job.endedAt == time)
    }

    @Test("takes a result whose start it has not heard of, and ignores the start then")
    func reordered() {
        let job = Samples.job()
        var machine = accepted(job)
        let end = machine.handle(.taskCompleted(job.tasks[0].id, attempt: 1, Samples.result(), at: time))
        #expect(end == [.finish])
        let before = machine.job
        #expect(machine.handle(.taskStarted(job.tasks[0].id, attempt: 1, node: "n", at: time)).isEmpty)
        #expect(machine.job == before)
    }

    @Test("accepts any end of a program only where it was asked to", arguments: Outcome.allCases)
    func outcomes(_ outcome: Outcome) {
        for acceptsFailure in [true, false] {
            let job = Samples.job(tasks: 2, acceptsFailure: acceptsFailure)
            var machine = started(job)
            _ = machine.handle(.taskCompleted(job.tasks[0].id, attempt: 1, Samples.result(outcome), at: time))
            #expect(machine.job.tasks[0].result?.outcome == outcome)
            switch (outcome, acceptsFailure) {
            case (.cancelled, _):
                #expect(machine.job.state == .cancelled)
            case (.completed, _), (_, true):
                #expect(machine.job.tasks.map(\.state) == [.completed, .pending])
            case (_, false):
                #expect(machine.job.state == .failed)
                #expect(machine.job.tasks.map(\.state) == [.failed, .skipped])
                #expect(machine.job.error?.contains(outcome.rawValue) == true)
            }
        }
    }

    @Test("tries a failed task again up to its limit", arguments: [0, 1, 3])
    func retries(_ limit: Int) {
        let job = Samples.job(tasks: 2, retryLimit: limit)
        var machine = accepted(job)
        for attempt in 1...(limit + 1) {
            #expect(!machine.job.state.isTerminal)
            #expect(machine.job.tasks[0].attempt == attempt)
            _ = machine.handle(.taskFailed(job.tasks[0].id, attempt: attempt, "broken", at: time))
        }
        #expect(machine.job.state == .failed)
        #expect(machine.job.error == "broken")
        #expect(machine.job.tasks.map(\.state) == [.failed, .skipped])
        #expect(machine.job.tasks[0].error == "broken")
        #expect(machine.job.tasks[0].result == nil)
    }

    @Test("counts attempts that were lost by restarts of the engine, so that poison is given up")
    func lostAttempts() {
        let job = Samples.job(retryLimit: 2)
        var machine = accepted(job)
        for attempt in 1...3 {
            #expect(machine.job.tasks[0].attempt == attempt)
            _ = machine.handle(.taskStarted(job.tasks[0].id, attempt: attempt, node: "n", at: time))
            // A task that only waited has lost nothing.
            if attempt < 3 { _ = machine.handle(.recovered(at: time)) }
            _ = machine.handle(.recovered(at: time))
        }
        #expect(machine.job.state == .failed)
    }

    @Test("publishes a waiting task again under its number when the engine was restarted")
    func recoverPending() {
        var machine = accepted(Samples.job())
        let before = machine.job
        #expect(machine.handle(.recovered(at: Samples.time(9))) == [.announceQueued, .publish(before.tasks[0])])
        #expect(machine.job == before)
    }

    @Test("is cancelled at once where no worker has it, and the workers are told all the same")
    func cancelPending() {
        let job = Samples.job(tasks: 2)
        var machine = accepted(job)
        let actions = machine.handle(.cancelRequested(at: time))
        #expect(actions == [.commandCancel(job.tasks[0].id, throughAttempt: 1), .finish])
        #expect(machine.job.state == .cancelled)
        #expect(machine.job.tasks.map(\.state) == [.stopped, .skipped])
        #expect(machine.handle(.taskStarted(job.tasks[0].id, attempt: 1, node: "n", at: time)).isEmpty)
        #expect(machine.handle(.taskCancelled(job.tasks[0].id, attempt: 1, at: time)).isEmpty)
        #expect(machine.handle(.cancelRequested(at: time)).isEmpty)
    }

    @Test("is cancelled while it runs when its worker has given it up")
    func cancelRunning() {
        let job = Samples.job(tasks: 2)
        var machine = started(job)
        let command = machine.handle(.cancelRequested(at: time))
        #expect(command == [.commandCancel(job.tasks[0].id, throughAttempt: 1)])
        #expect(machine.job.state == .running)
        #expect(machine.handle(.taskCancelled(job.tasks[0].id, attempt: 1, at: time)) == [.finish])
        #expect(machine.job.state == .cancelled)
        #expect(machine.job.tasks.map(\.state) == [.cancelled, .skipped])
    }

    @Test("keeps a result that was faster than its cancellation, and starts no further task")
    func resultBeforeCancellation() {
        for count in [1, 2] {
            let job = Samples.job(tasks: count)
            var machine = started(job)
            _ = machine.handle(.cancelRequested(at: time))
            let end = machine.handle(.taskCompleted(job.tasks[0].id, attempt: 1, Samples.result(), at: time))
            #expect(end == [.finish])
            #expect(machine.job.tasks[0].state == .completed)
            #expect(machine.job.state == (count == 1 ? .completed : .cancelled))
        }
    }

    @Test("does not try again what was cancelled, whether it failed or the engine stopped")
    func noRetryAfterCancel() {
        let job = Samples.job()
        for event in [
            JobMachineEvent.taskFailed(job.tasks[0].id, attempt: 1, "broken", at: time), .recovered(at: time),
        ] {
            var machine = started(job)
            _ = machine.handle(.cancelRequested(at: time))
            #expect(machine.handle(event) == [.finish])
            #expect(machine.job.state == .cancelled)
        }
    }

    @Test("is restarted only after its end, with all its attempts and none of its past")
    func restart() {
        let job = Samples.job(tasks: 2, retryLimit: 0)
        var machine = accepted(job)
        #expect(machine.handle(.restartRequested(at: time)).isEmpty)
        _ = machine.handle(.taskFailed(job.tasks[0].id, attempt: 1, "broken", at: time))
        #expect(machine.job.state == .failed)
        let actions = machine.handle(.restartRequested(at: time))
        #expect(actions == [.announceQueued, .publish(machine.job.tasks[0])])
        #expect(machine.job.state == .pending)
        #expect(machine.job.error == nil)
        #expect(machine.job.endedAt == nil)
        #expect(machine.job.tasks.map(\.attempt) == [2, 0])
        #expect(machine.handle(.taskCompleted(job.tasks[0].id, attempt: 1, Samples.result(), at: time)).isEmpty)
        #expect(machine.handle(.taskFailed(job.tasks[0].id, attempt: 2, "broken", at: time)) == [.finish])
    }
}
