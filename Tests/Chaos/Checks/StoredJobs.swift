import Foundation
import RunletCore
import RunletPostgres
import TestServers

/// Judges what is in the database when all is over.
struct StoredJobs {
    private static let unfinished =
        "SELECT count(*) FROM job WHERE state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') OR ended_at IS NULL"

    let cluster: Cluster
    let journal: Journal

    /// Waits until every job has ended. How many have not, when the time is over.
    func unfinishedCount(within timeout: Duration) async throws -> Int {
        let deadline = ContinuousClock.now + timeout
        while true {
            let count = Int(try await ask(Self.unfinished)) ?? -1
            if count == 0 || ContinuousClock.now > deadline { return count }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// What the jobs are that have not ended.
    func unfinishedJobs() async throws -> String {
        try await cluster.postgres.execute(
            """
            SELECT j.id, j.state, j.ended_at, j.owner, t.state, t.attempt, t.node
            FROM job j JOIN task t ON t.job_id = j.id
            WHERE j.state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') OR j.ended_at IS NULL LIMIT 20
            """, in: Cluster.database)
    }

    /// Looks at every job. Returns how many there are, by state.
    func check() async throws -> [String: Int] {
        let store = try PostgresDatastore(dsn: cluster.dsn, connections: 2)
        let seen = journal.snapshot
        let ids = try await cluster.postgres.execute("SELECT id FROM job", in: Cluster.database).split(separator: "\n")
        var states: [String: Int] = [:]
        var jobsOfToken: [String: [String]] = [:]
        for id in ids.map(String.init) {
            guard let job = try await store.job(JobID(rawValue: id)) else {
                journal.problem("a job cannot be read", id)
                continue
            }
            states[job.state.rawValue, default: 0] += 1
            check(job, seen, &jobsOfToken)
        }
        await store.shutdown()
        for (token, id) in seen.accepted where jobsOfToken[token] != [id] {
            journal.problem("an accepted job is not there", "\(token), job \(id): \(jobsOfToken[token] ?? [])")
        }
        for (token, jobs) in jobsOfToken where jobs.count > 1 {
            journal.problem("a request made several jobs", "\(token): \(jobs)")
        }
        return states
    }

    private func check(_ job: Job, _ seen: Journal.State, _ jobsOfToken: inout [String: [String]]) {
        let id = job.id.rawValue
        guard let task = job.tasks.first, job.tasks.count == 1 else { return journal.problem("a job has no task", id) }
        if !job.state.isTerminal || job.endedAt == nil || !task.state.isTerminal {
            return journal.problem("a job has not ended", "\(id): \(job.state), its task \(task.state)")
        }
        if let end = seen.ends[id], end.state != job.state.rawValue {
            journal.problem("an end changed", "job \(id) was seen as \(end), and is \(job.state.rawValue)")
        }
        journal.count("jobs with \(task.attempt) attempts")
        let code = task.plan.files.first.map { String(decoding: $0.content, as: UTF8.self) } ?? ""
        guard let expected = ChaosJob(code: code) else {
            if job.name.hasPrefix("probe ") { journal.count("jobs of probes") }
            return
        }
        jobsOfToken[expected.token, default: []].append(id)
        switch job.state {
        case .completed: checkResult(of: task, in: job, expected, seen)
        case .cancelled: checkCancelled(task, in: job, expected, seen)
        default:
            journal.count("jobs failed")
            journal.count("jobs failed: \(job.error ?? task.error ?? "no reason")")
        }
    }

    private func checkResult(of task: JobTask, in job: Job, _ expected: ChaosJob, _ seen: Journal.State) {
        let wrong = { (what: String) in
            journal.problem("a result is wrong", "\(expected.kind) \(expected.token), job \(job.id.rawValue): \(what)")
        }
        if seen.cancelled.contains(expected.token) {
            // The wish may have come when the job had ended, though not that late.
            return wrong("its cancelling was confirmed, and it is COMPLETED")
        }
        guard let result = task.result, let run = result.runs.first, result.runs.count == 1 else {
            return wrong("it has no result")
        }
        let (stdout, stderr) = (text(run.transcript.bytes(of: .stdout)), text(run.transcript.bytes(of: .stderr)))
        if stdout != expected.stdout || stderr != expected.stderr {
            wrong("its output is \([stdout, stderr].map { String($0.prefix(200)) })")
        }
        if result.outcome.rawValue != expected.outcome || run.exitCode != expected.exitCode {
            wrong("it ended as \(result.outcome.rawValue), \(run.exitCode.map(String.init) ?? "nil")")
        }
        journal.count("results right")
    }

    private func checkCancelled(_ task: JobTask, in job: Job, _ expected: ChaosJob, _ seen: Journal.State) {
        let stdout = task.result?.runs.first.map { text($0.transcript.bytes(of: .stdout)) } ?? ""
        if !expected.stdout.hasPrefix(stdout) {
            journal.problem("a result is wrong", "a cancelled \(expected.token): \(stdout.prefix(200))")
        }
        // What a client was not promised may be cancelled: where it went away, or was told that it was not taken.
        let isWanted = expected.kind == .cancel || seen.fates[expected.token] != .answered
        if !isWanted {
            journal.problem("cancelled for nothing", "\(expected.kind) \(expected.token), job \(job.id.rawValue)")
        }
        journal.count("jobs cancelled as wanted")
    }

    private func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }

    private func ask(_ question: String) async throws -> String {
        try await cluster.postgres.execute(question, in: Cluster.database).trimmingCharacters(
            in: .whitespacesAndNewlines)
    }
}
