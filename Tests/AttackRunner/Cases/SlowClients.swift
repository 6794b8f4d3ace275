import Foundation
import TestKit

/// A08: thousands of clients that take their time do not take the server from others, and not for ever.
struct SlowClients: AttackCase {
    let id = "A08"
    let name = "A08-slow-clients"
    let title = "thousands of slow and silent connections are closed in the end, and others are served meanwhile"

    private struct Kind {
        var name: String
        var share: Int
        var first: String
        /// What comes every few seconds.
        var more: String
    }

    private static let head = "POST /execute HTTP/1.1\r\nHost: test\r\n"
    private static let kinds = [
        Kind(name: "a head by the byte", share: 8, first: "POST /execute HTTP/1.1\r\nHost: te", more: "s"),
        Kind(name: "a head by the field", share: 2, first: head, more: "X-A: b\r\n"),
        Kind(name: "a body by the byte", share: 3, first: head + "Content-Length: 1000\r\n\r\n{", more: " "),
        Kind(
            name: "a body by the chunk", share: 2, first: head + "Transfer-Encoding: chunked\r\n\r\n",
            more: "1\r\n \r\n"),
        Kind(
            name: "a body that nobody reads", share: 1,
            first: "GET / HTTP/1.1\r\nHost: test\r\nContent-Length: 1000\r\n\r\n", more: " "),
        Kind(
            name: "a body for no path", share: 1,
            first: "POST /nowhere HTTP/1.1\r\nHost: test\r\nContent-Length: 1000\r\n\r\n", more: " "),
        Kind(name: "nothing after a request", share: 2, first: "GET / HTTP/1.1\r\nHost: test\r\n\r\n", more: ""),
        Kind(name: "nothing at all", share: 1, first: "", more: ""),
    ]
    /// Seconds, as the API's description says, and some for the closing.
    private static let timeout = 60.0

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let settings = ["WORKER_QUEUES_DEFAULT": "2"]
        try await OwnServer.with(.init(settings: settings), &findings) { server, findings in
            _ = try await server.client.bash("echo settled")
            let (descriptors, memory) = (Host.descriptors(of: server.pid), Host.residentMemory(of: server.pid))
            let begin = ContinuousClock.now
            let crowds = try Self.kinds.map { kind in
                try ConnectionCrowd(100 * kind.share, port: server.port, sending: kind.first)
            }
            let count = crowds.map(\.count).reduce(0, +)
            findings.expect(count == Self.kinds.map(\.share).reduce(0, +) * 100, "only \(count) connections were taken")
            var peak = 0
            let (last, latencies) = try await CanaryTenant(client: server.client).during(every: .milliseconds(200)) {
                var round = 0
                var open = crowds.map(\.openCount)
                let deadline = begin + .seconds(Self.timeout + 12)
                while open.contains(where: { $0 > 0 }), ContinuousClock.now < deadline {
                    try await Task.sleep(for: .seconds(1))
                    peak = max(peak, Host.residentMemory(of: server.pid) - memory)
                    round += 1
                    // Far more often than the time-out: it must not begin anew with each byte.
                    if round % 5 == 0 {
                        for (kind, crowd) in zip(Self.kinds, crowds) where !kind.more.isEmpty { crowd.write(kind.more) }
                    }
                    open = crowds.map(\.openCount)
                }
                return open
            }
            let seconds = (ContinuousClock.now - begin) / .seconds(1)
            for (kind, open) in zip(Self.kinds, last) {
                findings.expect(
                    open == 0, "\(kind.name): \(open) of \(kind.share * 100) are open after \(Int(seconds)) s")
            }
            findings.expect(latencies.wrong.isEmpty, "P-LAT: another tenant got \(latencies.wrong.first ?? "")")
            let slowest = latencies.milliseconds.max() ?? 0
            findings.expect(
                slowest < 2000 * range.options.slowness, "P-LAT: another tenant waited for \(Int(slowest)) ms")
            findings.expect(peak < 256 << 20, "P-MEM: the server grew by \(peak >> 20) MiB")
            let isBack = try await eventually(within: range.patience(5)) {
                Host.descriptors(of: server.pid) <= descriptors + 8
            }
            findings.expect(isBack, "P-FD: \(Host.descriptors(of: server.pid)) descriptors, \(descriptors) before")
            findings.note =
                "\(count) connections closed after \(Int(seconds)) s, hello at most \(Int(slowest)) ms, +\(peak >> 20) MiB"
        }
        return findings
    }
}
