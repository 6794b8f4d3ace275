import Foundation
import Glibc
import TestKit

struct ServerOutOfMemory: AttackCase {
    let id = "G17"
    let name = "G17-server-out-of-memory"
    let title = "the kernel kills the server for memory with runs of many kinds under way"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let group = try MemoryGroup(near: range.server)
        defer { group.remove() }
        let options = ServerProcess.Options.after(group.entering, settings: ["WORKER_QUEUES_DEFAULT": "6"])
        // The kernel ends runs first: those have nothing to answer for.
        let crash = Crash(slowness: range.options.slowness, excused: "memory-limit", clearsUp: false)
        findings.note = try await crash.run(options, &findings) { server, findings in
            try group.limit(to: group.used + 16 << 20)
            // Files in memory that nobody can take away, written by one that is small itself.
            let home = try TemporaryDirectory()
            let filler = try Shell.start(
                """
                exec unshare --mount --propagation private bash -c '
                    mount -t tmpfs tmpfs "$0" && cd "$0" && \(group.joining)
                    echo -1000 2>/dev/null >/proc/self/oom_score_adj
                    exec head -c 1G /dev/zero >fill' "$PWD"
                """.replacing("group='\(group.path)'", with: "group=\(group.path)"), in: home)
            defer { filler.send(SIGKILL) }
            let isDead = try await eventually(within: .seconds(10 * range.options.slowness)) {
                server.process.end != nil
            }
            filler.send(SIGKILL)
            try await filler.wait()
            guard isDead else { throw TestFailure("the server lives on: \(group.used) bytes \(home.read("err"))") }
            findings.expect(
                server.process.end == .signaled(SIGKILL),
                "the server ended as \(String(describing: server.process.end))")
        }
        return findings
    }
}
