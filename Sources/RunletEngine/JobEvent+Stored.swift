import RunletCore

import struct FoundationEssentials.Data

extension JobEvent {
    /// The events of a job that has ended, made from what is stored, for a watcher that comes when they are forgotten.
    ///
    /// - Parameter sequence: the number of the last event that the watcher has seen. It was numbered in another way, so
    ///   that a watcher who has seen any only gets the result, which holds everything.
    static func stored(_ job: Job, after sequence: Int) -> AsyncStream<JobEvent> {
        var kinds: [Kind] = []
        if sequence <= 0 {
            kinds.append(.queued)
            for task in job.tasks {
                if task.startedAt != nil { kinds.append(.started(node: task.node ?? "", attempt: task.attempt)) }
                guard let result = task.result else { continue }
                for phase in [result.compile].compactMap(\.self) + result.runs {
                    kinds += outputs(of: phase)
                    kinds.append(.phase(phase.kind, phase.outcome))
                }
            }
        }
        kinds.append(.result(job))
        let first = max(0, sequence) + 1
        return AsyncStream { continuation in
            for (offset, kind) in kinds.enumerated() {
                continuation.yield(JobEvent(sequence: first + offset, kind: kind))
            }
            continuation.finish()
        }
    }

    private static func outputs(of phase: PhaseResult) -> [Kind] {
        let bytes = phase.transcript.bytes
        var position = bytes.startIndex
        return phase.transcript.segments.map { segment in
            // A stored record is only as good as its store: never index beyond what is there.
            let count = max(0, segment.count)
            let end = bytes.index(position, offsetBy: count, limitedBy: bytes.endIndex) ?? bytes.endIndex
            defer { position = end }
            return .output(phase.kind, segment.stream, bytes.subdata(in: position..<end))
        }
    }
}
