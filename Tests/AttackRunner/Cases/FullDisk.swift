import Foundation
import Glibc
import TestKit

/// Fills what the server writes to while runs of many kinds are under way, and empties it again.
struct FullDisk: AttackCase {
    enum Fault {
        /// One disk for everything, with no space left.
        case everything
        case inodes
        case database
        case temporary
    }

    let id: String
    let name: String
    let title: String
    let fault: Fault

    static let all = [
        FullDisk(
            id: "G11", name: "G11-full-disk", title: "one small disk under the database and /tmp is full",
            fault: .everything),
        FullDisk(
            id: "G12", name: "G12-no-inodes", title: "the database's disk has no inodes left", fault: .inodes),
        FullDisk(
            id: "G13", name: "G13-full-database-disk", title: "the database's disk is full", fault: .database),
        FullDisk(id: "G14", name: "G14-full-tmp", title: "/tmp and /var/tmp are full", fault: .temporary),
    ]

    var everyCommit: Bool { fault == .database }

    /// Mounts of the server's own, which go with it.
    private var script: String {
        let small = "mount -t tmpfs -o"
        let arranged =
            switch fault {
            case .everything:
                "\(small) size=8m tmpfs /tmp && mkdir -p \"$DIR\" && mount --bind /tmp /var/tmp"
            case .inodes: "\(small) size=64m,nr_inodes=16 tmpfs \"$DIR\""
            case .database: "\(small) size=6m tmpfs \"$DIR\""
            case .temporary:
                "\(small) size=256k tmpfs /tmp && mkdir -p \"$DIR\" && \(small) size=64m tmpfs \"$DIR\""
                    + " && \(small) size=64k tmpfs /var/tmp"
            }
        return arranged + " && cd \"$DIR\" && exec \"$@\""
    }

    /// Whether the server needs what there is no more of.
    private var isFelt: Bool { fault == .everything || fault == .database }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let slowness = range.options.slowness
        let options = ServerProcess.Options.after(script, settings: ["WORKER_QUEUES_DEFAULT": "4"], ownMounts: true)
        try await OwnServer.with(options, &findings) { server, findings in
            try await OwnServer.expectWorking(server.client, within: .seconds(5 * slowness), &findings, "at first")
            var accepted: [(id: String, run: MixedRun)] = []
            for number in 0..<8 {
                let run = MixedRun.make(number)
                accepted.append((try await run.submit(to: server.client), run))
            }
            var waiting = Self.send(10..<18, to: server.client)
            _ = try await eventually { server.programs.count >= 3 }
            let filling = places(server)
            let files = filling.flatMap { fill($0) }
            findings.expect(!files.isEmpty, "nothing could be filled")
            let isFull = filling.allSatisfy { !Self.hasRoom($0, inodes: fault == .inodes) }
            findings.expect(isFull, "there is still room")

            let late = Self.send(20..<28, to: server.client)
            waiting += late
            try await Task.sleep(for: .milliseconds(500))
            let health = try await OwnServer.health(server.client)
            if isFelt {
                findings.expect(health.status == "DOWN", "on a full disk /health is \(health.status)")
                findings.expect(health.text.contains("datastore"), "/health does not name the part: \(health.text)")
            }
            try await Task.sleep(for: .seconds(1))
            for file in files { unlink(file) }

            try await OwnServer.expectWorking(
                server.client, within: .seconds(10 * slowness), &findings, "after there is room again")
            var (right, refused, statuses) = (0, 0, Set<Int>())
            for client in waiting {
                switch await client.value {
                case .right: right += 1
                case .wrong(let problem): findings.problems.append(problem)
                case .broken: findings.problems.append("an answer is missing")
                case .refused(let status, let message):
                    refused += 1
                    statuses.insert(status)
                    findings.expect(status == 503, "refused with \(status) \(message)")
                }
            }
            findings.expect(isFelt || refused == 0, "\(refused) were refused, which needed nothing of it")
            for (id, run) in accepted {
                let job = try await server.client.ended(id, within: .seconds(30 * slowness))
                let problem = job["state"] == "COMPLETED" ? run.problem(in: job["result"]) : "\(job["state"])"
                if let problem { findings.problems.append("accepted before: \(problem)") }
            }
            let after = try await OwnServer.health(server.client)
            findings.expect(after.status == "UP", "with room again /health is \(after.text.prefix(300))")
            let open = try await server.client.get("/jobs?size=100").json["items"].items.count {
                $0["endedAt"] == .null
            }
            findings.expect(open == 0, "\(open) jobs have no end")
            findings.note =
                "/health \(health.status); of \(waiting.count) clients \(right) got a right answer, \(refused) were refused"
                + " \(statuses.sorted())"
        }
        return findings
    }

    private static func send(_ numbers: Range<Int>, to client: ServerClient) -> [Task<MixedRun.Answered, Never>] {
        numbers.map { number in
            Task { await MixedRun.make(number).execute(on: client, streamed: number % 4 == 3) }
        }
    }

    /// The directories to fill, as seen from here.
    private func places(_ server: ServerProcess) -> [String] {
        let root = "/proc/\(server.pid)/root"
        return fault == .temporary ? [root + "/tmp", root + "/var/tmp"] : [root + server.directory.path]
    }

    /// Takes all that is left. What to remove afterwards.
    private func fill(_ directory: String) -> [String] {
        var files: [String] = []
        for number in 0..<1000 {
            let path = "\(directory)/fill-\(number)"
            let fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            guard fd >= 0 else { return files }
            defer { close(fd) }
            files.append(path)
            guard fault != .inodes else { continue }
            let block = [UInt8](repeating: 0x66, count: 4096)
            while write(fd, block, block.count) > 0 {}
            return files
        }
        return files
    }

    private static func hasRoom(_ directory: String, inodes: Bool) -> Bool {
        var facts = statvfs()
        guard statvfs(directory, &facts) == 0 else { return true }
        return inodes ? facts.f_ffree > 0 : facts.f_bavail > 0
    }
}
