import Foundation
import TestKit

/// A13: frames without end cost the one who sends them.
struct FrameFloods: AttackCase {
    let id = "A13"
    let name = "A13-frame-floods"
    let title = "floods of pings, of tiny pieces and of empty ones do not make the server grow, nor others wait"
    /// The other tenant's server is another one: only the machine's processors are in between.
    let exceptions: Set<Oracle> = [.latency]

    private static let mask = Data([0, 0, 0, 0])

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), &findings) { server, findings in
            for _ in 0..<5 { _ = try WebSocketClient(port: server.port).bash("echo settled") }
            let tiny = Data([0x00, 0x81]) + Self.mask + Data([0x20])
            let empty = Data([0x00, 0x80]) + Self.mask
            let ping = Data([0x89, 0xFD]) + Self.mask + Data(count: 125)
            let wrong = Data([0x81, 0x81]) + Self.mask + Data([0x7B])
            let floods: [(name: String, frame: Data, isMessage: Bool, code: Int?)] = [
                // A message is as large as a body at most, in however many pieces.
                ("tiny pieces", tiny, true, 1009), ("empty pieces", empty, true, nil), ("pings", ping, false, nil),
                ("nonsense", wrong, false, nil),
            ]
            var notes: [String] = []
            for flood in floods {
                let before = Host.residentMemory(of: server.pid)
                let peak = Peak(every: .milliseconds(20)) { [pid = server.pid] in Host.residentMemory(of: pid) }
                let socket = try WebSocketClient(port: server.port)
                if flood.isMessage { socket.send(opcode: 1, Data(), isEnd: false) }
                let (sent, latencies) = try await CanaryTenant(client: server.client).during {
                    try await Self.flood(socket, flood.frame, within: range.patience(4), until: flood.code)
                }
                if let code = flood.code {
                    let end = socket.goodbye()
                    findings.expect(end == code, "\(flood.name): closed with \(end.map(String.init) ?? "nothing")")
                }
                let grown = await peak.end() - before
                findings.expect(sent > 10_000, "\(flood.name): a flood of \(sent) is none")
                findings.expect(grown < 24 << 20, "P-MEM: \(flood.name): the server grew by \(grown >> 20) MiB")
                findings.expect(latencies.wrong.isEmpty, "P-LAT: another gets \(latencies.wrong.first ?? "")")
                let slowest = latencies.milliseconds.max() ?? 0
                findings.expect(
                    slowest < 2000 * range.options.slowness, "P-LAT: another waited for \(Int(slowest)) ms")
                notes.append("\(sent / 1000)k \(flood.name) +\(grown >> 20) MiB")
            }
            findings.note = notes.joined(separator: ", ")
        }
        return findings
    }

    /// Sends the frame again and again and reads nothing; how many were taken.
    private static func flood(_ socket: WebSocketClient, _ frame: Data, within limit: Duration, until code: Int?)
        async throws -> Int
    {
        let many = Data(repeatElement(frame, count: 4096).joined())
        var rest = many
        var sent = 0
        let deadline = ContinuousClock.now + limit
        // Where it is to be closed in the end, that may take a while on a slow machine.
        while ContinuousClock.now < (code == nil ? deadline : deadline + limit * 5) {
            guard let count = socket.sendSome(rest) else { break }
            sent += count
            rest = count == rest.count ? many : rest.dropFirst(count)
            // As much as a message may have, and some.
            if code != nil, sent > 20 << 20 { break }
            if count == 0 { try await Task.sleep(for: .milliseconds(2)) }
        }
        return sent / frame.count
    }
}
