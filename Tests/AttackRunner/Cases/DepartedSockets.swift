import Foundation
import TestKit

/// A13: whenever and however a WebSocket's client goes away, its slot is soon free.
struct DepartedSockets: AttackCase {
    let id = "A13"
    let name = "A13-departed-sockets"
    let title = "a WebSocket that ends in any way takes its run along, however stubborn, within a second"

    private enum Way: CaseIterable {
        case close, reset, goodbye, halfClose, violation
    }

    private static let plain = "echo up; sleep 30"
    /// Listens to nobody, has children in sessions of their own, and stops one of them.
    private static let stubborn = """
        trap '' HUP INT QUIT TERM TSTP PIPE
        setsid sleep 30 & sleep 30 & kill -STOP $!
        echo up; while :; do echo more; sleep 0.01; done
        """
    private static let runs: [(name: String, code: String, more: [String: JSONValue])] = [
        ("plain", plain, [:]), ("a pipe", plain, .pipe), ("a terminal", plain, .terminal),
        ("stubborn at a pipe", stubborn, .pipe), ("stubborn at a terminal", stubborn, .terminal),
    ]

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "1"]), &findings) { server, findings in
            _ = try WebSocketClient(port: server.port).bash("echo settled", .terminal)
            let all = { ([server.pid] + Host.children(of: server.pid)).map(Host.descriptors).reduce(0, +) }
            let before = all()
            var slowest = 0.0
            for run in Self.runs {
                for way in Way.allCases {
                    let name = "\(run.name), \(way)"
                    do {
                        let milliseconds = try await Self.leave(server, run.code, run.more, way, name, &findings)
                        findings.expect(
                            milliseconds < 1000 * range.options.slowness, "\(name): free after \(Int(milliseconds)) ms")
                        slowest = max(slowest, milliseconds)
                    } catch {
                        findings.problems.append("\(name): \(error)")
                    }
                }
            }
            let isBack = try await eventually(within: range.patience(7)) { all() <= before + 4 }
            findings.expect(isBack, "P-FD: \(all()) descriptors, \(before) before")
            findings.note = "\(Self.runs.count * Way.allCases.count) ways to go, free after at most \(Int(slowest)) ms"
        }
        return findings
    }

    /// The milliseconds until the next one had its answer.
    private static func leave(
        _ server: ServerProcess, _ code: String, _ more: [String: JSONValue], _ way: Way, _ name: String,
        _ findings: inout CaseFindings
    ) async throws -> Double {
        var socket: WebSocketClient? = try WebSocketClient(port: server.port)
        try socket?.begin(code, limits: ["timeout": 40], more)
        try socket?.wait(for: "up")
        let id = try await server.client.get("/jobs?size=1").json["items"][0]["id"].string ?? ""
        let start = ContinuousClock.now
        switch way {
        case .close: break
        case .reset: socket?.resetAtEnd()
        case .goodbye: socket?.send(opcode: WebSocketClient.close, Data([3, 232]))
        case .halfClose: socket?.finishSending()
        case .violation: socket?.send(opcode: WebSocketClient.binary, Data([0]))
        }
        // In the other ways the client stays there, and only says that it goes.
        if way == .close || way == .reset { socket = nil }
        let answer = try await server.client.bash("echo next")
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        findings.expect(answer["output"] == "next\n", "\(name): the next gets \(answer.status) \(answer.text)")
        let job = try await server.client.ended(id)
        findings.expect(job["state"] == "CANCELLED", "\(name): the job is \(job["state"])")
        let isEmpty = try await eventually(within: .seconds(2)) { server.programs.isEmpty }
        findings.expect(isEmpty, "\(name): P-PROC: \(server.programs) are left")
        withExtendedLifetime(socket) {}
        return milliseconds
    }
}
