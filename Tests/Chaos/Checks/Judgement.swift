import TestKit
import TestServers

/// What was found at the end of a run, and what that says of the invariants.
struct Judgement {
    let seen: Journal.State
    /// How many jobs there are, by state.
    let states: [String: Int]
    let unfinished: Int
    /// Messages that are left in the queue of tasks and among the dead letters.
    let waiting: Int
    let dead: Int
    let ends: [(node: ClusterNode, end: ChildProcess.Ending?)]
    let unwantedEnds: [ChildProcess.Ending]
    let leftovers: [String]
    let mounts: Int
    let patience: Double

    var invariants: [Invariant] {
        [jobs, accepted, requests, results, answers, streams, finality, waits, failures] + rest
    }

    private func count(_ what: String) -> Int { seen.counts[what] ?? 0 }

    private func problems(_ kinds: String...) -> Int { kinds.reduce(0) { $0 + count("problem: \($1)") } }

    private var jobs: Invariant {
        let terminal = JobEnd.states.reduce(0) { $0 + (states[$1] ?? 0) }
        let total = states.values.reduce(0, +)
        let odd = problems("a job has not ended", "a job has no task", "a job cannot be read")
        return Invariant(
            "every job is in exactly one terminal state", unfinished == 0 && terminal == total && odd == 0,
            "\(terminal) of \(total)")
    }

    private var accepted: Invariant {
        let lost = problems("an accepted job is not there", "an accepted job is unknown")
        return Invariant(
            "every accepted job is there and has ended", lost == 0, "\(seen.accepted.count) accepted, \(lost) lost")
    }

    private var requests: Invariant {
        let several = problems("a request made several jobs")
        return Invariant(
            "a request makes one job at most", several == 0, "\(seen.fates.count) requests, \(several) more")
    }

    private var results: Invariant {
        let wrong = problems("a result is wrong", "cancelled for nothing")
        return Invariant(
            "results are right", wrong == 0, "\(count("results right")) right in the database, \(wrong) wrong")
    }

    private var answers: Invariant {
        let wrong = problems("an answer is wrong")
        return Invariant("who cannot be served is told so with 429 or 503", wrong == 0, "\(wrong) other answers")
    }

    private var streams: Invariant {
        let wrong = problems("a stream is wrong")
        return Invariant("streams are right", wrong == 0, "\(wrong) wrong")
    }

    private var finality: Invariant {
        let changed = problems("an end changed")
        return Invariant(
            "an end never changes", changed == 0, "\(seen.ends.count) seen by clients, \(changed) changed")
    }

    private var waits: Invariant {
        Invariant(
            "no client waited too long", seen.tooLong == 0 && problems("no recovery") == 0,
            "\(seen.tooLong) of \(seen.waits.count), patience \(Format.seconds(patience))")
    }

    private var failures: Invariant {
        let failed = count("jobs failed")
        return Invariant("no job failed for us", failed == 0, "\(failed) failed")
    }

    private var rest: [Invariant] {
        let crashed = unwantedEnds.count { if case .signaled = $0 { true } else { false } }
        let wrongEnds = ends.filter { $0.end != .exited(0) }.map { end in
            "\(end.node.name): \(end.end.map { "\($0)" } ?? "gone")"
        }
        let last = wrongEnds.isEmpty ? "all exited with 0" : wrongEnds.joined(separator: ", ")
        let untested = problems("the test itself failed")
        return [
            Invariant(
                "no process crashed", crashed == 0 && wrongEnds.isEmpty,
                "\(crashed) crashed, \(unwantedEnds.count - crashed) gave up and were started again; at the end \(last)"
            ),
            Invariant(
                "nothing is left of sandboxes", leftovers.isEmpty && mounts <= 0,
                leftovers.isEmpty ? "no process, no group, \(max(0, mounts)) mounts" : leftovers.joined(separator: "; ")
            ),
            Invariant(
                "nothing is left in queues", waiting == 0 && dead == 0, "\(waiting) tasks, \(dead) dead letters"),
            Invariant("the test did what it should", untested == 0, "\(untested) failures"),
        ]
    }
}
