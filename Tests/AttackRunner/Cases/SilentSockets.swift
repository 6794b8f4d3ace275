import Foundation
import TestKit

/// A13: a WebSocket whose client is not really there is closed in time, and costs little until then.
struct SilentSockets: AttackCase {
    let id = "A13"
    let name = "A13-silent-sockets"
    let title = "clients that answer no ping, take no output or never end what they begin are gone within 80 s"
    let timeLimit = 150.0

    private enum Kind: String, CaseIterable {
        /// Takes what comes and says nothing.
        case silent
        /// Answers pings with another number.
        case wrongPongs
        /// Answers pings, and sends a message in pieces that has no end.
        case endlessMessage
        /// Sends a frame by the byte.
        case slowFrame
        /// Has a program that writes very much, and takes nothing.
        case deaf
        /// What each of the others would be: the control.
        case alive
    }

    /// Seconds, as the API's description says: three pings, or a minute and the next look.
    private static let longest = 80.0
    private static let each = 6
    private static let output = 16 << 20

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let settings = ["WORKER_QUEUES_DEFAULT": "2"]
        try await OwnServer.with(.init(settings: settings), &findings) { server, findings in
            for _ in 0..<3 { _ = try await server.client.bash("echo settled") }
            let (descriptors, memory) = (Host.descriptors(of: server.pid), Host.residentMemory(of: server.pid))
            let peak = Peak(every: .milliseconds(100)) { [pid = server.pid] in Host.residentMemory(of: pid) }
            let begin = ContinuousClock.now
            // The body of a wish that never ends.
            let wish = Wire.handshake(more: "Transfer-Encoding: chunked\r\n")
            let wishes = try ConnectionCrowd(Self.each, port: server.port, sending: wish)
            let sockets = try Kind.allCases.flatMap { kind in
                try (0..<Self.each).map { _ in (kind, try Self.socket(kind, server.port)) }
            }
            var closed: [Kind: [Double]] = [:]
            var open = sockets
            var wishesClosed: Double?
            let deadline = begin + range.patience(Self.longest)
            while ContinuousClock.now < deadline {
                try await Task.sleep(for: .seconds(1))
                let seconds = (ContinuousClock.now - begin) / .seconds(1)
                wishes.write("1\r\n \r\n")
                if wishesClosed == nil, wishes.openCount == 0 { wishesClosed = seconds }
                open = open.filter { kind, socket in
                    if Self.isOpen(kind, socket, &findings) { return true }
                    closed[kind, default: []].append(seconds)
                    return false
                }
                if wishesClosed != nil, open.allSatisfy({ $0.0 == .alive }) { break }
            }
            for kind in Kind.allCases {
                let count = open.count { $0.0 == kind }
                findings.expect(count == (kind == .alive ? Self.each : 0), "\(count) of \(kind) are open")
            }
            findings.expect(wishesClosed != nil, "\(wishes.openCount) wishes with a body without end are open")
            let jobs = try await server.client.get("/jobs?size=100").json["totalItems"].int ?? 0
            findings.expect(jobs == 3 + Self.each, "\(jobs) jobs were run")
            let isBack = try await eventually(within: range.patience(5)) {
                Host.descriptors(of: server.pid) <= descriptors + Self.each + 8
            }
            findings.expect(isBack, "P-FD: \(Host.descriptors(of: server.pid)) descriptors, \(descriptors) before")
            for (_, socket) in open where try socket.bash("echo on").text != "on\n" {
                findings.problems.append("one that is alive is of no use")
            }
            let grown = await peak.end() - memory
            // The output of each, as events, as both texts of the job's result, and what is on its way.
            findings.expect(grown < Self.each * 4 * Self.output, "P-MEM: the server grew by \(grown >> 20) MiB")
            let times = closed.map { "\($0) \(Int($1.min() ?? 0)) to \(Int($1.max() ?? 0)) s" }.sorted()
            findings.note =
                "closed: \(times.joined(separator: ", ")), "
                + "wishes by \(Int(wishesClosed ?? 0)) s, +\(grown >> 20) MiB"
        }
        return findings
    }

    private static func socket(_ kind: Kind, _ port: Int) throws -> WebSocketClient {
        let socket = try WebSocketClient(port: port)
        switch kind {
        case .silent, .wrongPongs, .alive: break
        case .endlessMessage: socket.send(opcode: 1, Data("{".utf8), isEnd: false)
        case .slowFrame: socket.send(bytes: Data([0x81, 0xFE, 0xFF, 0xFF, 0, 0, 0, 0]))
        case .deaf:
            socket.takeLittle()
            try socket.begin("yes | head -c 100M", limits: ["output": .number(Double(output)), "timeout": 30])
        }
        return socket
    }

    /// Does what its kind does next, and says whether the server is still there.
    private static func isOpen(_ kind: Kind, _ socket: WebSocketClient, _ findings: inout CaseFindings) -> Bool {
        // A pong that nobody asked for says nothing, but it finds out whether somebody would take it.
        if kind == .deaf { return socket.sendSome(Data([0x8A, 0x80, 0, 0, 0, 0])) != nil }
        guard let frames = socket.news() else { return false }
        for frame in frames {
            switch (kind, frame.opcode) {
            case (.alive, WebSocketClient.ping), (.endlessMessage, WebSocketClient.ping):
                socket.send(opcode: WebSocketClient.pong, frame.data)
            case (.wrongPongs, WebSocketClient.ping):
                socket.send(opcode: WebSocketClient.pong, Data(frame.data.reversed()))
            case (_, WebSocketClient.close):
                let isRight = kind == .endlessMessage && frame.code == 1008
                if !isRight { findings.problems.append("\(kind) is closed with \(frame.code ?? 0)") }
                socket.send(opcode: WebSocketClient.close, frame.data)
            default: break
            }
        }
        switch kind {
        case .endlessMessage: socket.send(opcode: 0, Data(" ".utf8), isEnd: false)
        case .slowFrame: socket.send(bytes: Data([0x20]))
        default: break
        }
        return true
    }
}
