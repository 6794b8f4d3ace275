import FoundationEssentials
import Runlet
import RunletConfig
import RunletCore
import Synchronization
import Testing

@Suite("What a developer brings", .timeLimit(.minutes(1)), .serialized)
struct CustomizationTests {
    /// Hands everything on, and keeps count.
    private struct Counting: TaskRuntime {
        let base: any TaskRuntime
        let count: @Sendable () -> Void

        func execute(
            _ task: JobTask, input: TaskInputs, report: @escaping @Sendable (ExecutionProgress) -> Void
        ) async throws -> ExecutionResult {
            count()
            return try await base.execute(task, input: input, report: report)
        }

        func checkHealth() async throws { try await base.checkHealth() }
    }

    private static let plan = ExecutionPlan(
        language: "bash",
        files: [SourceFile(name: "main.sh", content: .init("echo $GREETING; cat /etc/hostname".utf8))],
        run: Phase(kind: .run, command: ["/usr/bin/bash", "main.sh"], limits: .run))

    @Test("a broker, a runtime, hooks and mounts take the places of ours, and the program is isolated as ever")
    func parts() async throws {
        let seen = Mutex<[String]>([])
        var customization = Customization()
        customization.broker = { _, _ in
            seen.withLock { $0.append("broker") }
            return InMemoryBroker()
        }
        customization.runtime = { base in Counting(base: base) { seen.withLock { $0.append("runtime") } } }
        customization.mounts = {
            seen.withLock { $0.append("mounts") }
            return ["/etc/hostname"]
        }
        customization.hooks.beginTask.append { $0.plan.run.env["GREETING"] = "hello" }
        let directory = "/tmp/runlet-customization-\(Identifier.random())"
        let loaded = try ConfigurationLoader.load(environment: [
            "RUNLET_DATASTORE_SQLITE_PATH": directory + ".sqlite", "RUNLET_COORDINATOR_ADDRESS": "127.0.0.1:0",
        ])
        let app = try await RunletApp(loaded, customization: customization)
        let (listening, continuation) = AsyncStream.makeStream(of: Int.self)
        let running = Task { try await app.run { continuation.yield($0) } }
        for await _ in listening { break }
        let (ended, end) = AsyncStream.makeStream(of: Job.self)
        try await app.submitJob(Job(name: "job", plan: Self.plan, createdAt: .now())) { end.yield($0) }
        for await job in ended {
            let transcript = job.result?.runs.first?.transcript.bytes ?? .init()
            let output = String(decoding: transcript, as: UTF8.self)
            #expect(job.state == .completed)
            #expect(output.hasPrefix("hello\n"))
            #expect(output.split(separator: "\n").count == 2)
            break
        }
        running.cancel()
        _ = await running.result
        #expect(seen.withLock { $0 } == ["broker", "mounts", "runtime"])
    }
}
