import RunletCore
import Synchronization

/// An attempt that a worker has under way, and what may reach it from outside.
final class RunningAttempt: Sendable {
    let task: TaskID
    let number: Int
    let execution = UInt64.random(in: .min ... .max)
    let signal = CancelSignal()
    /// What there is to tell of it.
    let progress = Mailbox<TaskEvent.Kind>()
    let inputs = TaskInputs()
    private let loss = Mutex(InputLoss())

    init(_ task: JobTask) {
        self.task = task.id
        number = task.attempt
        if task.plan.interaction == nil { inputs.close() }
    }

    /// Gives input to the program, and tells where some of it had to be dropped.
    func send(_ input: [TaskInput]) {
        let dropped = inputs.send(input)
        let size = input.reduce(0) { $0 + $1.size }
        if let count = loss.withLock({ $0.note(taken: size - dropped, dropped: dropped) }) {
            progress.send(.inputDropped(count))
        }
    }
}
