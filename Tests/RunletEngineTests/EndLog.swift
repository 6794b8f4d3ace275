import RunletCore
import Synchronization

/// What listeners heard.
final class EndLog: Sendable {
    private let jobs = Mutex<[Job]>([])

    var all: [Job] { jobs.withLock { $0 } }

    func add(_ job: Job) {
        jobs.withLock { $0.append(job) }
    }
}
