import Foundation
import TestKit

/// A13: programs that one can talk to end as all others do, whatever they make of their input and their terminal.
struct StubbornPrograms: AttackCase {
    let id = "A13"
    let name = "A13-stubborn-programs"
    let title =
        "programs that stop, hold their terminal or read nothing end at their limit, and input for them is bounded"
    /// The other tenant's server is another one: only the machine's processors are in between.
    let exceptions: Set<Oracle> = [.latency]

    private struct Trick {
        var name: String
        var code: String
        /// What is typed once it is up.
        var typed: [JSONValue] = []
        var outcome = "timeout"
    }

    private static func input(_ text: String) -> JSONValue { ["type": "input", "data": .string(text)] }
    private static func signal(_ name: String) -> JSONValue { ["type": "signal", "signal": .string(name)] }

    private static let tricks = [
        Trick(name: "it stops itself", code: "echo up; kill -STOP $$; echo never"),
        Trick(name: "it stops all", code: "sleep 30 & echo up; kill -STOP -1; kill -STOP 0"),
        Trick(name: "Ctrl-Z", code: "echo up; sleep 30", typed: [signal("SIGTSTP")]),
        Trick(name: "Ctrl-S", code: "echo up; while :; do echo y; done", typed: [input("\u{13}")]),
        Trick(
            name: "it listens to no key",
            code: "trap '' HUP INT QUIT TERM TSTP TTIN TTOU; echo up; while :; do :; done",
            typed: [signal("SIGINT"), signal("SIGQUIT"), signal("SIGTSTP"), input("\u{4}"), ["type": "eof"]]),
        Trick(
            name: "keys are no signals", code: "stty raw -echo -isig; echo up; sleep 30",
            typed: [signal("SIGINT"), signal("SIGQUIT")]),
        Trick(
            name: "it leaves its terminal and its session", code: "echo up; setsid sh -c 'exec sleep 30' & sleep 30"),
        Trick(name: "it closes its terminal", code: "echo up; sleep 0.2; exec sleep 30 <&- >&- 2>&-"),
        Trick(
            name: "it gives its terminal away",
            code: "set -m; echo up; (trap '' TTOU TTIN; stty -a >/dev/null; sleep 30) & fg; sleep 30"),
        // The end of the main process is the end, whoever holds the terminal.
        Trick(
            name: "a child keeps the terminal",
            code: "echo up; (trap '' HUP; exec setsid sleep 30) & sleep 0.2; exit 0", outcome: "completed"),
        Trick(
            name: "it is resized very much", code: "trap 'n=1' WINCH; echo up; while :; do sleep 0.01; done",
            typed: (1...1000).map { ["type": "resize", "columns": .number(Double($0)), "rows": 1] }),
    ]

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), &findings) { server, findings in
            _ = try WebSocketClient(port: server.port).bash("echo settled", .terminal)
            let parents = { [server.pid] + Host.children(of: server.pid) }
            let before = Self.terminals(parents())
            for trick in Self.tricks {
                try await Self.expectEnd(of: trick, on: server, range, &findings)
            }
            var notes: [String] = []
            for (name, more) in [("pipe", [String: JSONValue].pipe), ("terminal", .terminal)] {
                notes.append(try await Self.flood(name, more, on: server, range, &findings))
            }
            let isBack = try await eventually(within: range.patience(5)) { Self.terminals(parents()) <= before }
            findings.expect(isBack, "P-FD: \(Self.terminals(parents())) terminals are held, \(before) before")
            findings.note = "\(Self.tricks.count) tricks; input: \(notes.joined(separator: ", "))"
        }
        return findings
    }

    /// The terminals that processes of the server hold.
    private static func terminals(_ pids: [pid_t]) -> Int {
        pids.reduce(0) { sum, pid in
            sum
                + Host.names(in: "/proc/\(pid)/fd").count { fd in
                    let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\(fd)")
                    return path?.contains("/pts/") == true || path?.contains("ptmx") == true
                }
        }
    }

    private static func expectEnd(
        of trick: Trick, on server: ServerProcess, _ range: AttackRange, _ findings: inout CaseFindings
    ) async throws {
        let socket = try WebSocketClient(port: server.port)
        // Longer than a slow machine needs to begin.
        let limit = 1.5 * range.options.slowness
        let start = ContinuousClock.now
        try socket.begin(trick.code, limits: ["timeout": .number(limit)], .terminal)
        try socket.wait(for: "up")
        for message in trick.typed { try socket.send(message) }
        let result = socket.rest().result
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        findings.expect(result["outcome"].string == trick.outcome, "\(trick.name): \(result)")
        findings.expect(seconds < limit + range.options.slowness, "\(trick.name): it ended after \(seconds) s")
        let isEmpty = try await eventually(within: range.patience(1)) { server.programs.isEmpty }
        findings.expect(isEmpty, "\(trick.name): P-PROC: \(server.programs) are left")
        findings.expect(try socket.bash("echo on").text == "on\n", "\(trick.name): nothing runs after it")
    }

    /// As much input as the server takes, for a program that reads none of it.
    private static func flood(
        _ name: String, _ more: [String: JSONValue], on server: ServerProcess, _ range: AttackRange,
        _ findings: inout CaseFindings
    ) async throws -> String {
        let memory = Host.residentMemory(of: server.pid)
        let peak = Peak(every: .milliseconds(20)) { [pid = server.pid] in Host.residentMemory(of: pid) }
        let socket = try WebSocketClient(port: server.port)
        try socket.begin("echo up; exec sleep 30", limits: ["timeout": .number(3 * range.options.slowness)], more)
        try socket.wait(for: "up")
        let text = String(repeating: "x", count: 4095) + "\n"
        let payload = try input(String(repeating: text, count: 8)).encoded
        let frame = Data([0x81, 0xFE, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF), 0, 0, 0, 0]) + payload
        var rest = frame
        var (sent, errors) = (0, 0)
        var outcome: String?
        let deadline = ContinuousClock.now + range.patience(6)
        while outcome == nil, ContinuousClock.now < deadline {
            guard let count = socket.sendSome(rest), let frames = socket.news() else { break }
            sent += count
            rest = count == rest.count ? frame : rest.dropFirst(count)
            for frame in frames where frame.opcode == WebSocketClient.text {
                let message = (try? JSONValue(parsing: frame.data)) ?? .null
                if message["event"] == "result" { outcome = message["data"]["outcome"].string }
                if message["event"] == "error" {
                    errors += 1
                    let isRight = message["data"]["status"] == 413
                    if !isRight { findings.problems.append("\(name): \(message)") }
                }
            }
            if count == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        let grown = await peak.end() - memory
        findings.expect(outcome == "timeout", "\(name): a flood of input ended as \(outcome ?? "nothing")")
        findings.expect(sent > 16 << 20, "\(name): a flood of \(sent >> 10) KiB is none")
        // At most one for as much as may wait: one flood must not make another.
        let isBounded = errors > 0 && errors <= sent >> 16
        findings.expect(isBounded, "\(name): \(errors) errors for \(sent >> 10) KiB")
        findings.expect(grown < 24 << 20, "P-MEM: \(name): the server grew by \(grown >> 20) MiB")
        return "\(sent >> 20) MiB into a \(name), \(errors) errors, +\(grown >> 20) MiB"
    }
}
