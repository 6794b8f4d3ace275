import Foundation
import TestKit

/// A01: bodies without end are refused at once, and cost no memory.
struct HugeBodies: AttackCase {
    let id = "A01"
    let name = "A01-huge-bodies"
    let title = "bodies of gigabytes are refused at once, at no cost of memory"
    let everyCommit = true

    /// What comes after the head, again and again, and what the answer may be; nil for a closed connection.
    private struct Body: Sendable {
        var name: String
        var head: String
        var start = ""
        var part: String
        var statuses: [Int?]
        /// Whether it may go on until the time for bodies is over: it costs no memory, and A08 looks at that time.
        var mayGoOn = false
    }

    private static let filler = String(repeating: "a", count: 1 << 16)
    private static let chunked = "Transfer-Encoding: chunked"
    private static let chunk = "10000\r\n\(filler)\r\n"
    private static let bodies = [
        Body(name: "5 GB in chunks", head: "POST /execute\n\(chunked)", part: chunk, statuses: [413]),
        Body(name: "5 GB in chunks as a job", head: "POST /jobs\n\(chunked)", part: chunk, statuses: [413]),
        Body(
            name: "one chunk of a terabyte", head: "POST /execute\n\(chunked)", start: "E8D4A51000\r\n", part: filler,
            statuses: [413]),
        Body(name: "10^12 bytes", head: "POST /execute\nContent-Length: 1000000000000", part: filler, statuses: [413]),
        Body(
            name: "10^12 bytes as a job", head: "POST /jobs\nContent-Length: 1000000000000", part: filler,
            statuses: [413]),
        Body(
            name: "10^12 bytes, if they may come",
            head: "POST /execute\nContent-Length: 1000000000000\nExpect: 100-continue",
            part: "", statuses: [413]),
        Body(
            name: "10^12 bytes that never come", head: "POST /execute\nContent-Length: 1000000000000", part: "",
            statuses: [413]),
        Body(
            name: "more than a number holds", head: "POST /execute\nContent-Length: 99999999999999999999999",
            part: filler,
            statuses: [400, 413, nil]),
        Body(
            name: "a name of a chunk without end", head: "POST /execute\n\(chunked)", start: "5;", part: filler,
            statuses: [400, 413, 431, nil], mayGoOn: true),
        Body(
            name: "a size of a chunk without end", head: "POST /execute\n\(chunked)", start: "0",
            part: String(repeating: "0", count: 1 << 16), statuses: [400, 413, 431, nil], mayGoOn: true),
        Body(
            name: "trailers without end", head: "POST /execute\n\(chunked)", start: "0\r\n", part: "x: \(filler)\r\n",
            statuses: [400, 413, 431, nil]),
        // Their answer needs no body.
        Body(
            name: "5 GB in chunks, to nobody", head: "GET /health\n\(chunked)", part: chunk, statuses: [200, 413],
            mayGoOn: true),
        Body(
            name: "5 GB in chunks, to no path", head: "POST /nowhere\n\(chunked)", part: chunk, statuses: [404, 413],
            mayGoOn: true),
    ]

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let server = range.server
        let before = Host.residentMemory(of: server.pid)
        let peak = Peak(every: .milliseconds(20)) { Host.residentMemory(of: server.pid) }
        // Four of each at once.
        let results = await parallel(Self.bodies.count * 4, width: 8) { number in
            let body = Self.bodies[number % Self.bodies.count]
            do {
                return try await Self.send(body, to: server.port, within: range.patience(body.mayGoOn ? 1 : 5))
            } catch {
                return (problem: "\(body.name): \(error)", bytes: 0)
            }
        }
        let highest = await peak.end()
        findings.problems += Set(results.compactMap(\.problem)).sorted()
        let grown = highest - before
        findings.expect(grown < 64 << 20, "P-MEM: the server grew by \(grown >> 20) MiB")
        let most = results.map(\.bytes).max() ?? 0
        findings.note = "\(results.count) bodies; at most \(most >> 20) MiB of one taken, server +\(grown >> 20) MiB"
        return findings
    }

    /// Sends until it is told to stop.
    @concurrent
    private static func send(_ body: Body, to port: Int, within limit: Duration) async throws -> (
        problem: String?, bytes: Int
    ) {
        let connection = try RawConnection(port: port)
        let lines = body.head.split(separator: "\n")
        connection.write(
            "\(lines[0]) HTTP/1.1\r\nHost: test\r\n\(lines.dropFirst().joined(separator: "\r\n"))\r\n\r\n\(body.start)")
        let part = Data(body.part.utf8)
        var rest = part
        var sent = 0
        var answer = ""
        var isClosed = false
        let deadline = ContinuousClock.now + limit
        while !isClosed, sent < 5 << 30, ContinuousClock.now < deadline {
            if rest.isEmpty { rest = part }
            let count = rest.isEmpty ? 0 : connection.writeSome(rest)
            sent += count ?? 0
            rest = rest.dropFirst(count ?? 0)
            if let more = connection.available() { answer += more } else { isClosed = true }
            if count == nil { isClosed = true }
            if count == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        guard body.statuses.contains(status) else {
            return ("\(body.name): answered with \(answer.isEmpty ? "nothing" : "\(answer.prefix(100))")", sent)
        }
        guard isClosed || body.mayGoOn else { return ("\(body.name): still open after \(sent >> 20) MiB", sent) }
        return (nil, sent)
    }
}
