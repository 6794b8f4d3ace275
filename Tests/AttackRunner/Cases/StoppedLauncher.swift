import Glibc
import TestKit

struct StoppedLauncher: AttackCase {
    let id = "G02"
    let name = "G02-stopped-launcher"
    let title = "the launcher is stopped, for a moment and for good"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "8"]), &findings) { server, findings in
            guard let launcher = Host.children(of: server.pid).first else { throw TestFailure("there is no launcher") }
            kill(launcher, SIGSTOP)
            let late = (0..<4).map { number in Task { await MixedRun.make(number).execute(on: server.client) } }
            try await Task.sleep(for: .seconds(1))
            kill(launcher, SIGCONT)
            for client in late { Self.expectRight(await client.value, "for a moment", &findings) }
            findings.expect(Host.children(of: server.pid).first == launcher, "a launcher that came back was replaced")

            let early = Task { await MixedRun.make(0).execute(on: server.client) }
            _ = try await eventually { !server.programs.isEmpty }
            try await Task.sleep(for: .milliseconds(100))
            kill(launcher, SIGSTOP)
            let start = ContinuousClock.now
            let stuck = (0..<4).map { number in Task { await MixedRun.make(number).execute(on: server.client) } }
            Self.expectRight(await early.value, "while the launcher is stopped", &findings)
            let during = ContinuousClock.now - start
            findings.expect(during < .seconds(5 * range.options.slowness), "what ran already needed \(during)")
            let health = try await server.client.get("/health")
            findings.expect([200, 503].contains(health.status), "/health is \(health.status)")
            for client in stuck { Self.expectRight(await client.value, "after the launcher was replaced", &findings) }
            let took = ContinuousClock.now - start
            findings.expect(took > .seconds(10), "it was not stopped at all")
            findings.expect(took < .seconds(25 + 10 * range.options.slowness), "a stopped launcher cost \(took)")
            findings.expect(
                Host.children(of: server.pid).allSatisfy { $0 != launcher }, "the stopped launcher is still there")
            findings.note =
                "a stopped launcher was replaced and all answers were there after \(Int(took / .seconds(1))) s"
        }
        return findings
    }

    private static func expectRight(_ answer: MixedRun.Answered, _ when: String, _ findings: inout CaseFindings) {
        findings.expect(answer == .right, "\(when): \(answer)")
    }
}
