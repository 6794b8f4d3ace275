import Foundation
import Glibc
import TestKit

struct ClockJump: AttackCase {
    let id = "G16"
    let name = "G16-clock-jumps"
    let title = "the machine's clock jumps by an hour and by a year, both ways, during runs"

    func obstacle(on range: AttackRange) -> String? {
        range.options.isMachine ? nil : "the clock is everybody's here"
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let slowness = range.options.slowness
        let offset = Self.seconds(CLOCK_REALTIME) - Self.seconds(CLOCK_BOOTTIME)
        defer { Self.setClock(Self.seconds(CLOCK_BOOTTIME) + offset) }
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "4"]), &findings) { server, findings in
            for jump: Double in [3600, -3600, 365 * 86_400, -365 * 86_400] {
                let start = ContinuousClock.now
                let waiting = (0..<6).map { number in
                    Task { await MixedRun.make(number).execute(on: server.client, streamed: number % 2 == 1) }
                }
                let code = "sleep 1; echo slept"
                async let slept = server.client.bash(code, ["limits": ["timeout": .number(3 * slowness)]])
                let id = try await server.client.submit("sleep 1; echo queued")
                _ = try await eventually { server.programs.count >= 2 }
                let isSet = Self.setClock(Self.seconds(CLOCK_REALTIME) + jump)
                findings.expect(isSet, "the clock cannot be set: errno \(errno)")
                for client in waiting {
                    let answer = await client.value
                    findings.expect(answer == .right, "over a jump of \(Int(jump)) s: \(answer)")
                }
                let answer = try await slept
                findings.expect(
                    answer["output"] == "slept\n", "over a jump of \(Int(jump)) s: \(answer.text.prefix(200))")
                let wall = answer["usage"]["wall"].number ?? -1
                findings.expect(wall >= 1000 && wall < 3000 * slowness, "a run of 1 s took \(wall) ms")
                let stages = answer["usage"]["stages"].members.values.compactMap(\.number)
                findings.expect(stages.count == 4 && stages.allSatisfy { $0 >= 0 }, "stages: \(stages)")
                let job = try await server.client.ended(id, within: .seconds(20 * slowness))
                findings.expect(job["result"]["output"] == "queued\n", "a job over a jump: \(job["state"])")
                let took = ContinuousClock.now - start
                findings.expect(took < .seconds(10 * slowness), "over a jump of \(Int(jump)) s all took \(took)")
                let list = try await server.client.get("/jobs?size=100")
                findings.expect(
                    list.status == 200 && list.json["totalItems"] != 0, "the list: \(list.text.prefix(200))")
                let health = try await OwnServer.health(server.client)
                findings.expect(health.status == "UP", "/health is \(health.text.prefix(300))")
            }
        }
        return findings
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @discardableResult
    private static func setClock(_ seconds: Double) -> Bool {
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int((seconds - seconds.rounded(.down)) * 1e9))
        return clock_settime(CLOCK_REALTIME, &time) == 0
    }
}
