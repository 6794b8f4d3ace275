import NIOCore
import TestKit
import TestServers

/// Asks every coordinator for a job before all others, again and again, until one came through.
struct RecoveryProbe: Sendable {
    private static let patience = Duration.seconds(120)

    private let coordinators: [ClusterNode]
    private let name: String

    init(_ coordinators: [ClusterNode], _ name: String) {
        self.coordinators = coordinators
        self.name = name
    }

    /// From that time to the end of the first job that was asked for after it; nil where none ends.
    func firstEnd(since begin: ContinuousClock.Instant) async -> Duration? {
        await withTaskGroup(of: Duration?.self) { group in
            for coordinator in coordinators {
                group.addTask {
                    await hasEnded(on: coordinator.client, until: begin + Self.patience) ? .now - begin : nil
                }
            }
            for await time in group {
                guard let time else { continue }
                group.cancelAll()
                return time
            }
            return nil
        }
    }

    private func hasEnded(on client: ServerClient, until deadline: ContinuousClock.Instant) async -> Bool {
        let document: JSONValue = [
            "name": .string("probe \(name)"),
            "tasks": [["language": "bash", "code": "echo probe", "priority": 9, "retry": ["limit": 10]]],
        ]
        while ContinuousClock.now < deadline, !Task.isCancelled {
            guard let body = try? document.encoded,
                let answer = try? await client.send("POST", "/jobs", body: body, timeout: .seconds(20)),
                answer.status == 202, let id = answer["id"].string
            else {
                try? await Task.sleep(for: .milliseconds(50))
                continue
            }
            while ContinuousClock.now < deadline, !Task.isCancelled {
                let job = try? await client.send("GET", "/jobs/\(id)", timeout: .seconds(20))
                if job?["state"] == "COMPLETED" { return true }
                if job.flatMap({ JobEnd(job: $0.json) }) != nil { break }
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
        return false
    }
}
