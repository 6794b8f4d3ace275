import Foundation
import TestKit

/// A09: whenever and however a client goes away, its slot is soon free.
struct DepartedClients: AttackCase {
    let id = "A09"
    let name = "A09-departed-clients"
    let title = "a client that goes away in any way at any time leaves a free slot and no process"
    let everyCommit = true

    private enum Moment: String, CaseIterable {
        case queued, compiling, running, streaming
    }

    private enum Way: String, CaseIterable {
        case close, reset, halfClose
    }

    private static let sleeper =
        #"{"language":"bash","code":"echo begun; sleep 30 & sleep 30","limits":{"timeout":"40s"}}"#
    /// Takes the compiler for ever, and no memory.
    private static let endless =
        ##"{"language":"c","code":"#if __INCLUDE_LEVEL__ < 60\n#include \"main.c\"\n#include \"main.c\"\n#endif\n","##
        + #""compile":{"limits":{"timeout":"40s"}}}"#

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "1"]), onlyBash: false, &findings) {
            server, findings in
            _ = try await server.client.bash("echo settled")
            let descriptors = Host.descriptors(of: server.pid)
            var slowest = 0.0
            for moment in Moment.allCases {
                for way in Way.allCases {
                    do {
                        slowest = max(slowest, try await Self.leave(moment, way, server, range, &findings))
                    } catch {
                        findings.problems.append("\(moment) \(way): \(error)")
                    }
                }
            }
            let isBack = try await eventually(within: range.patience(5)) {
                Host.descriptors(of: server.pid) <= descriptors + 4
            }
            findings.expect(isBack, "P-FD: \(Host.descriptors(of: server.pid)) descriptors, \(descriptors) before")
            findings.note = "12 ways to go, free after at most \(Int(slowest)) ms"
        }
        return findings
    }

    /// The milliseconds until the next one had its answer.
    private static func leave(
        _ moment: Moment, _ way: Way, _ server: ServerProcess, _ range: AttackRange, _ findings: inout CaseFindings
    ) async throws -> Double {
        let client = server.client
        let blocker = moment == .queued ? try await client.submit("sleep 30") : nil
        if let blocker { _ = try await client.job(blocker, in: ["RUNNING"]) }
        let known = try await newest(client)
        let (id, start) = try await post(moment, way, server) { try await newest(client, not: known) }
        if let blocker {
            let job = try await client.ended(id, within: range.patience(1))
            findings.expect(
                job["state"] == "CANCELLED" && job["startedAt"] == .null,
                "\(moment) \(way): \(job["state"]) \(job["startedAt"])")
            _ = try await client.send("PUT", "/jobs/\(blocker)/cancel")
        }
        let answer = try await client.bash("echo next")
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        findings.expect(answer["output"] == "next\n", "\(moment) \(way): the next gets \(answer.status) \(answer.text)")
        findings.expect(
            milliseconds < 1000 * range.options.slowness,
            "\(moment) \(way): the slot was free after \(Int(milliseconds)) ms")
        let job = try await client.ended(id)
        findings.expect(job["state"] == "CANCELLED", "\(moment) \(way): the job is \(job["state"])")
        let isEmpty = try await eventually(within: range.patience(1)) { server.programs.isEmpty }
        findings.expect(isEmpty, "\(moment) \(way): P-PROC: \(server.programs) are left")
        return milliseconds
    }

    /// Sends a request and goes away at the moment; the job's id, and when that was.
    private static func post(
        _ moment: Moment, _ way: Way, _ server: ServerProcess, id: () async throws -> String
    ) async throws -> (String, ContinuousClock.Instant) {
        let connection = try RawConnection(port: server.port)
        connection.post(
            "/execute", moment == .compiling ? endless : sleeper,
            headers: moment == .streaming ? "Accept: text/event-stream\r\n" : "")
        let id = try await id()
        if moment != .queued {
            let program = moment == .compiling ? "cc1" : "sleep"
            let isThere = try await eventually(within: .seconds(20)) {
                server.programs.contains { Host.status("Name", of: $0).first == program[...] }
            }
            guard isThere else { throw TestFailure("there is no \(program)") }
        }
        if moment == .streaming {
            var text = ""
            let isThere = try await eventually(within: .seconds(20)) {
                text += connection.available() ?? ""
                return text.contains("begun")
            }
            guard isThere else { throw TestFailure("no stream: \(text)") }
        }
        let start = ContinuousClock.now
        switch way {
        case .close: break
        case .reset: connection.resetAtEnd()
        case .halfClose:
            connection.finishSending()
            // Still here, and willing to read.
            let isClosed = try await eventually(within: .seconds(5)) { connection.available() == nil }
            guard isClosed else { throw TestFailure("the connection stays open") }
        }
        return (id, start)
    }

    private static func newest(_ client: ServerClient, not known: String? = nil) async throws -> String {
        var id: String?
        _ = try await eventually(within: .seconds(20)) {
            id = try await client.get("/jobs?size=1").json["items"][0]["id"].string
            return id != nil && id != known
        }
        guard let id, id != known else { throw TestFailure("there is no new job") }
        return id
    }
}
