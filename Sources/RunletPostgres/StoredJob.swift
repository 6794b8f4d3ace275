import FoundationEssentials
import RunletCore

/// A job as it is in the tables.
struct StoredJob: Sendable {
    /// What a job and each of its tasks take beside their large values: rows and places in indices.
    private static let bytesPerJob: Int64 = 512
    private static let bytesPerTask: Int64 = 768

    var job: Job
    /// A random number that every write draws anew, so that it also tells whose write was the last.
    var version: Int64
    /// The bytes of the results, by task.
    var resultSizes: [Int64]
    /// What the job takes, in bytes.
    var size: Int64

    init(_ job: Job, version: Int64, planSizes: [Int64], resultSizes: [Int64]) {
        self.job = job
        self.version = version
        self.resultSizes = resultSizes
        size = planSizes.reduce(Self.bytesPerJob) { $0 + $1 + Self.bytesPerTask } + resultSizes.reduce(0, +)
    }

    /// What is counted of it among the jobs that ended.
    var countedSize: Int64 { job.endedAt == nil ? 0 : size }

    static func newVersion() -> Int64 { .random(in: 1 ... .max) }
}
