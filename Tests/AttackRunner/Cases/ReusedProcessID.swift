import Foundation
import Glibc
import TestKit

struct ReusedProcessID: AttackCase {
    let id = "G26"
    let name = "G26-reused-process-id"
    let title = "the id of an init that died is another process's when the server wants to kill it"

    private static let lastID = "/proc/sys/kernel/ns_last_pid"

    func obstacle(on range: AttackRange) -> String? {
        access(Self.lastID, W_OK) == 0 ? nil : "this kernel does not let one choose a process's id"
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        var tried = 0
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), &findings) { server, findings in
            for isCancelled in [false, true] {
                var innocent: ChildProcess?
                for _ in 0..<5 where innocent == nil {
                    let id = try await server.client.submit("sleep 30")
                    _ = try await eventually { !server.programs.isEmpty }
                    guard let initial = Host.children(of: server.pid).flatMap(Host.children).first else { continue }
                    // The server sees neither the death nor what comes after it until it goes on.
                    server.process.send(SIGSTOP)
                    kill(initial, SIGKILL)
                    let cancel = Task { isCancelled ? try? await server.client.send("PUT", "/jobs/\(id)/cancel") : nil }
                    _ = try await eventually { !Host.isDirectory("/proc/\(initial)") }
                    let process = try Self.process(withID: initial)
                    tried += 1
                    innocent = process?.pid == initial ? process : nil
                    // Meanwhile its time-out has passed as well.
                    try await Task.sleep(for: .milliseconds(300))
                    server.process.send(SIGCONT)
                    _ = await cancel.value
                    if !isCancelled { _ = try await server.client.send("PUT", "/jobs/\(id)/cancel") }
                    let job = try await server.client.ended(id)
                    findings.expect(job["state"] == "CANCELLED", "the job is \(job["state"])")
                    try await Task.sleep(for: .milliseconds(200))
                    if let innocent {
                        findings.expect(innocent.end == nil, "a process that only has a dead init's id was ended")
                    }
                    process?.send(SIGKILL)
                    _ = try await process?.wait()
                }
                findings.expect(innocent != nil, "no id could be taken again")
            }
            try await OwnServer.expectWorking(server.client, within: .seconds(5), &findings, "afterwards")
        }
        findings.note = "\(tried) tries"
        return findings
    }

    /// A process with this id, if nobody else gets it first.
    private static func process(withID id: pid_t) throws -> ChildProcess? {
        for _ in 0..<20 {
            try CgroupPlaces.write("\(id - 1)", to: lastID)
            let process = try Shell.idle()
            if process.pid == id { return process }
            process.send(SIGKILL)
        }
        return nil
    }
}
