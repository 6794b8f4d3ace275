import FoundationEssentials
import RunletCore
import Synchronization

/// What a job's tasks have written so far.
struct OutputLog: Sendable {
    private(set) var all = Data()
    private var start = 0

    /// The part of the task that was started last.
    var lastTask: Data { Data(all.dropFirst(start)) }

    mutating func add(_ event: JobEvent) {
        switch event.kind {
        case .started(_, let attempt):
            // What an earlier attempt wrote is void.
            if attempt > 1 {
                all = Data(all.prefix(start))
            } else {
                start = all.count
            }
        case .output(_, _, let data): all.append(data)
        case .queued, .phase, .inputDropped, .result: break
        }
    }

    /// What there is now, without waiting for what is still to come.
    ///
    /// The engine's stream does not say where "now" is, so this listens for 30 ms: what is in memory takes far less.
    static func collected(from events: AsyncStream<JobEvent>) async -> OutputLog {
        let collector = Collector()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events { collector.log.withLock { $0.add(event) } }
            }
            group.addTask { try? await Task.sleep(for: .milliseconds(30)) }
            await group.next()
            group.cancelAll()
        }
        return collector.log.withLock { $0 }
    }

    private final class Collector: Sendable {
        let log = Mutex(OutputLog())
    }

    /// What an ended task wrote in all its phases.
    static func bytes(of task: JobTask) -> Data {
        guard let result = task.result else { return Data() }
        return ((result.compile.map { [$0] } ?? []) + result.runs).reduce(into: Data()) { bytes, phase in
            bytes.append(phase.transcript.bytes)
        }
    }
}
