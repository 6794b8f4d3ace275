import Foundation
import TestKit

/// A13: what is no WebSocket ends the connection with its code; what is one and makes no sense is told, and no more.
struct BrokenFrames: AttackCase {
    let id = "A13"
    let name = "A13-broken-frames"
    let title = "frames that lie, have no mask, no end or no UTF-8 end their connection alone, each with its code"

    private typealias Wrong = (name: String, code: Int, send: @Sendable (WebSocketClient) -> Void)

    private static let mask = Data([1, 2, 3, 4])

    /// A frame with a header of our own making.
    private static func raw(_ bytes: [UInt8]) -> @Sendable (WebSocketClient) -> Void {
        { $0.send(bytes: Data(bytes)) }
    }

    private static func text(_ bytes: [UInt8]) -> @Sendable (WebSocketClient) -> Void {
        { $0.send(text: Data(bytes)) }
    }

    private static let frames: [Wrong] = [
        ("no mask", 1002, { $0.send(opcode: 1, Data("{}".utf8), isMasked: false) }),
        ("no mask and no bytes", 1002, raw([0x81, 0x00])),
        ("a ping without a mask", 1002, raw([0x89, 0x00])),
        ("2^30 bytes", 1009, raw([0x81, 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4])),
        ("2^63 bytes", 1009, raw([0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])),
        ("2^64 - 1 bytes", 1009, raw([0x81, 0xFF] + [UInt8](repeating: 0xFF, count: 8) + [1, 2, 3, 4])),
        ("2^62 bytes in a piece", 1009, raw([0x01, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])),
        ("a ping of 126 bytes", 1002, { $0.send(opcode: 9, Data(count: 126)) }),
        ("a pong of 64 KiB", 1002, { $0.send(opcode: 10, Data(count: 65536)) }),
        ("a goodbye of 126 bytes", 1002, { $0.send(opcode: 8, Data([3, 232]) + Data(count: 124)) }),
        ("a ping in pieces", 1002, { $0.send(opcode: 9, Data(), isEnd: false) }),
        ("a goodbye in pieces", 1002, { $0.send(opcode: 8, Data([3, 232]), isEnd: false) }),
        ("a continuation of nothing", 1002, { $0.send(opcode: 0, Data("{}".utf8)) }),
        ("a goodbye of one byte", 1002, { $0.send(opcode: 8, Data([3])) }),
        ("a goodbye that is no text", 1007, { $0.send(opcode: 8, Data([3, 232, 0xFF])) }),
        ("a binary message", 1003, { $0.send(opcode: 2, Data("{}".utf8)) }),
        ("a byte that is no UTF-8", 1007, text([0xFF])),
        ("an overlong NUL", 1007, text([0xC0, 0x80])),
        ("half a pair", 1007, text([0xED, 0xA0, 0x80])),
        ("beyond the last character", 1007, text([0xF5, 0x80, 0x80, 0x80])),
        ("half a character", 1007, text([0x22, 0xC3])),
        (
            "a message within a message", 1002,
            {
                $0.send(opcode: 1, Data("{".utf8), isEnd: false)
                $0.send(text: Data("}".utf8))
            }
        ),
        (
            "half a character at the end of the pieces", 1007,
            {
                $0.send(opcode: 1, Data([0xE2]), isEnd: false)
                $0.send(opcode: 0, Data([0x82]))
            }
        ),
    ]

    private static let codes: [Wrong] = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535].map { code in
        ("a goodbye with \(code)", 1002, { $0.send(opcode: 8, Data([UInt8(code >> 8), UInt8(code & 0xFF)])) })
    }

    /// The reserved kinds, and the reserved bits: also the one of compression, which was not agreed on.
    private static let reserved: [Wrong] =
        [0x83, 0x84, 0x85, 0x86, 0x87, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0xC1, 0xA1, 0x91, 0xF1, 0xC9].map { first in
            ("the first byte \(String(first, radix: 16))", 1002, { $0.send(opcode: 0, Data(), first: UInt8(first)) })
        }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), &findings) { server, findings in
            _ = try WebSocketClient(port: server.port).bash("echo settled")
            let descriptors = Host.descriptors(of: server.pid)
            let wrong = Self.frames + Self.codes + Self.reserved
            let witness = try WebSocketClient(port: server.port)
            let sockets = try wrong.map { wrong in
                let offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                return (wrong, try WebSocketClient(port: server.port, headers: offer))
            }
            for (wrong, socket) in sockets {
                findings.expect(
                    socket.isOpen && !socket.answer.lowercased().contains("extensions"), "\(wrong.name): no WebSocket")
                wrong.send(socket)
                let code = socket.goodbye()
                findings.expect(code == wrong.code, "\(wrong.name): closed with \(code.map(String.init) ?? "nothing")")
                // What comes after it is nobody's any more.
                try socket.begin("echo after")
            }
            let start = ContinuousClock.now
            let areClosed = try await eventually(within: range.patience(8)) {
                sockets.allSatisfy { $0.1.news() == nil }
            }
            findings.expect(areClosed, "some are open although nobody said goodbye")
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            Self.lies(try WebSocketClient(port: server.port), &findings)
            try Self.nonsense(try WebSocketClient(port: server.port), &findings)
            findings.expect(try witness.bash("echo on").text == "on\n", "another connection does not work any more")
            let jobs = try await server.client.get("/jobs").json["totalItems"]
            findings.expect(jobs == 5, "\(jobs) jobs were run, not 5")
            let isBack = try await eventually(within: range.patience(7)) {
                Host.descriptors(of: server.pid) <= descriptors + 8
            }
            findings.expect(isBack, "P-FD: \(Host.descriptors(of: server.pid)) descriptors, \(descriptors) before")
            findings.note = "\(wrong.count) kinds, each with its code, all closed \(Int(seconds.rounded())) s later"
        }
        return findings
    }

    /// Lengths that are written longer than they need be are that length, or the end; they never shift what follows.
    private static func lies(_ socket: WebSocketClient, _ findings: inout CaseFindings) {
        socket.send(bytes: Data([0x89, 0xFE, 0, 1]) + mask + Data([0x61 ^ 1]))
        guard let pong = socket.frame(), pong.opcode != WebSocketClient.close else { return }
        findings.expect(pong.opcode == WebSocketClient.pong && pong.text == "a", "a long length is \(pong)")
        socket.send(bytes: Data([0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1]) + mask + Data([0x7B ^ 1]))
        let error = socket.message()
        findings.expect(error?["data"]["status"] == 400, "a longer length is \(error ?? .null)")
        let message = try? socket.bash("echo in step")
        findings.expect(message?.text == "in step\n", "the frames are out of step: \(message?.result ?? .null)")
    }

    /// Messages that make no sense, before, during and after a run.
    private static func nonsense(_ socket: WebSocketClient, _ findings: inout CaseFindings) throws {
        func expect(_ status: Int, _ message: String) {
            socket.send(text: Data(message.utf8))
            let answer = socket.message() ?? .null
            findings.expect(answer["data"]["status"].int == status, "\(message.prefix(60)): \(answer)")
        }
        let nested = #"{"type":"#
        for message in ["", "null", "[]", "{", #"{"type":"exec"}"#, #"{"type":{}}"#, nested + "[" + nested] {
            expect(400, message)
        }
        expect(400, String(repeating: "[", count: 100_000))
        expect(409, #"{"type":"input","data":"x"}"#)
        expect(409, #"{"type":"signal","signal":"SIGKILL"}"#)
        try socket.begin("echo up; sleep 30", .terminal)
        try socket.wait(for: "up")
        let names = ["SIGTERM", "SIGSTOP", "SIGCONT", "9", "-9", "INT", "sigint", "SIGINT\\u0000", "$(id)", "\\u0003"]
        for name in names { expect(400, #"{"type":"signal","signal":"\#(name)"}"#) }
        expect(400, #"{"type":"signal","signal":9}"#)
        expect(400, #"{"type":"resize","columns":100000,"rows":1}"#)
        expect(400, #"{"type":"resize","columns":-1,"rows":1e99}"#)
        expect(409, #"{"type":"run","request":{"language":"bash","code":"id"}}"#)
        try socket.send(["type": "cancel"])
        findings.expect(socket.rest().result["outcome"] == "cancelled", "no end by cancel")
        // What comes after the end of one is not the next one's.
        for message in [#"{"type":"input","data":"stale\n"}"#, #"{"type":"eof"}"#, #"{"type":"cancel"}"#] {
            socket.send(text: Data(message.utf8))
        }
        let next = try socket.bash("read -t 0.3 a; echo \"got <$a>\"", .pipe)
        findings.expect(next.text == "got <>\n", "the next program \(next.text)")
    }
}
