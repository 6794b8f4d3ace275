import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import TestKit
import TestServers

/// One piece of work that a client wants done, with as many requests as that takes.
struct ClientOrder: Sendable {
    /// What a request of a moment may take before the client tries another coordinator.
    private static let briefly = TimeAmount.seconds(10)

    let load: Load
    let kind: ChaosJob.Kind
    let tenths: Int
    /// Begins the tokens of its requests.
    let word: String
    /// The coordinator that is asked first.
    let first: Int
    /// How long a client that cancels thinks about it.
    let pause: Duration

    private var journal: Journal { load.journal }
    private var patience: Duration { load.options.patience }

    private func client(_ number: Int) -> ServerClient {
        load.coordinators[(first + number) % load.coordinators.count].client
    }

    private func job(_ attempt: Int) -> ChaosJob { ChaosJob(kind, token: "\(word)-\(attempt)", tenths: tenths) }

    // MARK: Waiting for the answer

    /// `POST /execute`.
    func wait() async {
        for attempt in 0... {
            let (job, begin) = (job(attempt), ContinuousClock.now)
            do {
                let answer = try await client(attempt).execute(job.body, within: patience / .seconds(1))
                guard !isRefusal(answer, of: job) else {
                    await pauseAfterRefusal(attempt)
                    continue
                }
                journal.waited(.now - begin, for: "\(kind) \(job.token), job \(answer["id"].string ?? "none")")
                return judge(answer, of: job)
            } catch {
                note(error, of: job, "POST /execute")
                await pauseAfterRefusal(attempt)
            }
        }
    }

    private func judge(_ answer: Answer, of job: ChaosJob) {
        journal.note(.answered, of: job.token)
        let id = answer["id"].string ?? ""
        if answer.status == 500, answer["outcome"] == "internal-error" {
            journal.count("jobs that failed for us")
            return journal.saw(JobEnd(state: "FAILED"), of: id)
        }
        guard answer.status == 200, !id.isEmpty else {
            return journal.problem(
                "an answer is wrong", "\(job.kind) \(job.token): \(answer.status) \(answer.text.prefix(300))")
        }
        journal.saw(JobEnd(state: answer["outcome"] == "cancelled" ? "CANCELLED" : "COMPLETED"), of: id)
        if answer["outcome"] != .string(job.outcome) || answer["stdout"] != .string(job.stdout)
            || answer["stderr"] != .string(job.stderr) || answer["exitCode"].int != job.exitCode
        {
            journal.problem("a result is wrong", "\(job.kind) \(job.token) at its client: \(answer.text.prefix(400))")
        }
    }

    // MARK: Following what was accepted

    /// `POST /execute?wait=false`, and the rest through another coordinator.
    func follow() async {
        for attempt in 0... {
            let job = job(attempt)
            do {
                let answer = try await client(attempt).send(
                    "POST", "/execute?wait=false", body: try job.body.encoded, timeout: timeout(patience))
                guard !isRefusal(answer, of: job) else {
                    await pauseAfterRefusal(attempt)
                    continue
                }
                journal.note(.answered, of: job.token)
                guard answer.status == 202, let id = answer["id"].string else {
                    return journal.problem(
                        "an answer is wrong", "\(job.token): \(answer.status) \(answer.text.prefix(300))")
                }
                journal.accepted(id, of: job.token)
                return await follow(id, of: job, attempt + 1)
            } catch {
                note(error, of: job, "POST /execute?wait=false")
                await pauseAfterRefusal(attempt)
            }
        }
    }

    private func follow(_ id: String, of job: ChaosJob, _ attempt: Int) async {
        let begin = ContinuousClock.now
        let deadline = begin + patience
        switch kind {
        case .stream: await readEvents(of: id, job, attempt, until: deadline)
        case .cancel: await cancel(id, job, attempt, until: deadline)
        default: break
        }
        await poll(id, job, attempt, until: deadline)
        journal.waited(.now - begin, for: "\(kind) \(job.token), job \(id)")
    }

    private func readEvents(
        of id: String, _ job: ChaosJob, _ firstAttempt: Int, until deadline: ContinuousClock.Instant
    ) async {
        var last = 0
        for attempt in firstAttempt... {
            guard ContinuousClock.now < deadline else {
                return journal.waitedTooLong("events of \(id), \(job.token)")
            }
            var check = StreamCheck(job, after: last)
            do {
                let response = try await client(attempt).begin(
                    "GET", "/jobs/\(id)/events", headers: last == 0 ? [] : [("Last-Event-ID", "\(last)")],
                    timeout: timeout(deadline - .now))
                if response.status == .notFound {
                    journal.problem("an accepted job is unknown", "events of \(id), \(job.token)")
                }
                guard response.status == .ok else {
                    journal.count("streams refused")
                    try await Task.sleep(for: .milliseconds(500))
                    continue
                }
                var reader = EventReader()
                var taken = 0
                for try await chunk in response.body {
                    reader.feed(chunk)
                    for event in reader.events[taken...] { check.take(event) }
                    taken = reader.events.count
                }
            } catch {
                journal.count("streams broken")
            }
            for problem in check.problems {
                journal.problem("a stream is wrong", "\(job.token), job \(id): \(problem)")
            }
            if check.isEnded {
                let isSlow = ContinuousClock.now > deadline - patience + .seconds(10)
                if isSlow || check.lines < ChaosJob.lines { journal.remark("job \(id): \(check.history)") }
                journal.count(
                    check.lines == ChaosJob.lines ? "streams with all output" : "streams with a part of the output")
                return
            }
            journal.count("streams read on elsewhere")
            last = check.lastEvent
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    private func cancel(_ id: String, _ job: ChaosJob, _ firstAttempt: Int, until deadline: ContinuousClock.Instant)
        async
    {
        try? await Task.sleep(for: pause)
        for attempt in firstAttempt... {
            guard ContinuousClock.now < deadline else {
                return journal.waitedTooLong("the cancelling of \(id), \(job.token)")
            }
            if let answer = try? await client(attempt).send("PUT", "/jobs/\(id)/cancel", timeout: Self.briefly) {
                if answer.status == 404 {
                    journal.problem("an accepted job is unknown", "cancelling \(id), \(job.token)")
                }
                if answer.status == 200 {
                    // One that had ended stays as it was.
                    if answer["state"] != "COMPLETED" { journal.cancelled(job.token) }
                    return
                }
            }
            journal.count("cancels asked for again")
            try? await Task.sleep(for: .milliseconds(300))
        }
    }

    private func poll(_ id: String, _ job: ChaosJob, _ firstAttempt: Int, until deadline: ContinuousClock.Instant) async
    {
        var attempt = firstAttempt
        while ContinuousClock.now < deadline {
            do {
                let answer = try await client(attempt).send("GET", "/jobs/\(id)", timeout: Self.briefly)
                if answer.status == 404 { journal.problem("an accepted job is unknown", "\(id), \(job.token)") }
                if let end = JobEnd(job: answer.json) { return journal.saw(end, of: id) }
                if answer.status != 200 { attempt += 1 }
            } catch {
                attempt += 1
            }
            try? await Task.sleep(for: .milliseconds(200))
        }
        journal.waitedTooLong("the end of \(id), \(job.token), \(kind)")
    }

    // MARK: When it does not go well

    private func isRefusal(_ answer: Answer, of job: ChaosJob) -> Bool {
        guard answer.status == 429 || answer.status == 503 else { return false }
        journal.note(.refused, of: job.token)
        return true
    }

    private func note(_ error: any Error, of job: ChaosJob, _ what: String) {
        journal.note(.broken, of: job.token)
        if let error = error as? HTTPClientError, error == .deadlineExceeded {
            journal.waitedTooLong("\(what), \(job.token)")
        }
    }

    private func pauseAfterRefusal(_ attempt: Int) async {
        try? await Task.sleep(for: .milliseconds(200 + 100 * min(attempt, 10)))
    }

    private func timeout(_ duration: Duration) -> TimeAmount {
        .milliseconds(max(1, Int64(duration / .milliseconds(1))))
    }
}
