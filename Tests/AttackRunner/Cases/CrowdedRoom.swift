import Foundation
import TestKit

/// A13: WebSockets may stay, but not so many that nobody else gets in.
struct CrowdedRoom: AttackCase {
    let id = "A13"
    let name = "A13-crowded-room"
    let title = "three thousand WebSockets that do nothing leave room for requests, and come to an end of theirs"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), &findings) { server, findings in
            let warm = ServerClient(port: server.port, connections: 1000)
            _ = await parallel(8, width: 8) { _ in try? await warm.bash("echo settled") }
            await warm.close()
            let before = (Host.descriptors(of: server.pid), Host.residentMemory(of: server.pid))
            var sockets: [WebSocketClient] = []
            var refused = 0
            let ((), latencies) = try await CanaryTenant(client: server.client).during {
                for number in 0..<3000 {
                    let socket = try WebSocketClient(port: server.port)
                    if socket.isOpen {
                        sockets.append(socket)
                    } else {
                        refused += 1
                        let isRight =
                            socket.answer.hasPrefix("HTTP/1.1 503 ") && socket.answer.contains("Retry-After: ")
                        findings.expect(isRight, "refused with \(socket.answer)")
                        if refused == 50 { break }
                    }
                    // Others are to have their turn on this thread.
                    if number % 20 == 0 { await Task.yield() }
                }
            }
            let grown = Host.residentMemory(of: server.pid) - before.1
            findings.expect(refused > 0, "there is room for \(sockets.count)")
            findings.expect(sockets.count >= 16, "there is room for \(sockets.count) only")
            findings.expect(grown < 96 << 20, "P-MEM: the server grew by \(grown >> 20) MiB")
            findings.expect(latencies.wrong.isEmpty, "P-LAT: another gets \(latencies.wrong.first ?? "")")
            let slowest = latencies.milliseconds.max() ?? 0
            findings.expect(slowest < 2000 * range.options.slowness, "P-LAT: another waits for \(Int(slowest)) ms")
            // One that leaves makes room for one.
            sockets.removeLast()
            var last: WebSocketClient?
            let isRoom = try await eventually(within: range.patience(2)) {
                last = try WebSocketClient(port: server.port)
                return last?.isOpen == true
            }
            findings.expect(isRoom, "no room after one left: \(last?.answer ?? "")")
            let text = try last?.bash("echo on").text
            findings.expect(text == "on\n", "the last of many runs nothing")
            findings.note = "\(sockets.count) were taken, +\(grown >> 20) MiB, hello at most \(Int(slowest)) ms"
            sockets = []
            last = nil
            let isBack = try await eventually(within: range.patience(10)) {
                Host.descriptors(of: server.pid) <= before.0 + 8
            }
            findings.expect(isBack, "P-FD: \(Host.descriptors(of: server.pid)) descriptors, \(before.0) before")
        }
        return findings
    }
}
