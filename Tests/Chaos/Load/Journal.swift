import Synchronization

/// What the clients saw.
final class Journal: Sendable {
    /// What came of one request that was to be accepted.
    enum Fate: String, Sendable {
        /// There was a whole answer.
        case answered
        /// 429, 503: not taken.
        case refused
        /// The connection broke: the job may be there or not.
        case broken
    }

    struct State: Sendable {
        var counts: [String: Int] = [:]
        var fates: [String: Fate] = [:]
        /// By token, what a 202 named.
        var accepted: [String: String] = [:]
        /// By id, the first end that was seen.
        var ends: [String: JobEnd] = [:]
        /// Tokens of jobs whose cancelling was confirmed.
        var cancelled: Set<String> = []
        var problems: [String: [String]] = [:]
        /// Seconds that clients waited for what they got.
        var waits: [Double] = []
        var tooLong = 0
        /// What is worth a look, and no fault.
        var remarks: [String] = []

        fileprivate mutating func remark(_ what: String) {
            if remarks.count < 10 * Journal.mostKept { remarks.append(what) }
        }
    }

    fileprivate static let mostKept = 20
    /// Seconds after which a wait is worth a remark.
    private static let long = 10.0
    private let state = Mutex(State())

    var snapshot: State { state.withLock { $0 } }

    func count(_ what: String, by number: Int = 1) {
        state.withLock { $0.counts[what, default: 0] += number }
    }

    func note(_ fate: Fate, of token: String) {
        state.withLock { state in
            state.fates[token] = fate
            state.counts["requests \(fate.rawValue)", default: 0] += 1
        }
    }

    func accepted(_ id: String, of token: String) {
        state.withLock { $0.accepted[token] = id }
    }

    func cancelled(_ token: String) {
        state.withLock { _ = $0.cancelled.insert(token) }
    }

    /// - Parameter what: the job, for those who look into long ones.
    func waited(_ time: Duration, for what: String) {
        let seconds = time / .seconds(1)
        state.withLock { state in
            state.waits.append(seconds)
            if seconds >= Self.long { state.remark("\(what) was waited for \(Format.seconds(seconds))") }
        }
    }

    func remark(_ what: String) { state.withLock { $0.remark(what) } }

    func waitedTooLong(_ what: String) {
        state.withLock { $0.tooLong += 1 }
        problem("waited too long", what)
    }

    /// A job was seen to have ended.
    func saw(_ end: JobEnd, of id: String) {
        let first = state.withLock { state in
            if let first = state.ends[id] {
                // The one that tells more is kept.
                if first.endedAt == nil, first.agrees(with: end) { state.ends[id] = end }
                return first
            }
            state.ends[id] = end
            return end
        }
        if !first.agrees(with: end) { problem("an end changed", "job \(id) was \(first), then \(end)") }
    }

    /// Something that must not be. The first ones of a kind are kept, all are counted.
    func problem(_ kind: String, _ what: String) {
        state.withLock { state in
            state.counts["problem: \(kind)", default: 0] += 1
            if state.problems[kind, default: []].count < Self.mostKept {
                state.problems[kind, default: []].append(what)
            }
        }
    }
}
