import Glibc
import Runlet

/// The tutorial's code-execution service, on Runlet: what `POST /execute` takes, which task it becomes, what it answers.
@main
struct Tutorial {
    struct ExecuteRequest: Decodable {
        var language: String?
        var code: String?
    }

    struct ExecuteResponse: ResponseEncodable {
        var output: String
    }

    static func main() async throws {
        let app = try await RunletApp(ConfigurationLoader.load())
        app.registerEndpoint(.post, "/execute") { request, context in
            let body = try await request.decode(as: ExecuteRequest.self, context: context)
            let plan = try buildPlan(body)
            let output = try await run(plan, on: app)
            return try ExecuteResponse(output: output).response(from: request, context: context)
        }
        try await app.run { port in
            print("listening on http://127.0.0.1:\(port)")
            fflush(nil)
        }
    }

    /// Maps a language to what runs it: one file, one command, and limits that nobody can lift.
    static func buildPlan(_ request: ExecuteRequest) throws -> ExecutionPlan {
        guard let language = request.language else { throw APIError(.badRequest, "require: language") }
        guard let code = request.code else { throw APIError(.badRequest, "require: code") }
        let file: String
        let command: [String]
        switch language {
        case "python": (file, command) = ("main.py", ["/usr/bin/python3", "main.py"])
        case "bash": (file, command) = ("main.sh", ["/usr/bin/bash", "main.sh"])
        case "go": (file, command) = ("main.go", ["/usr/bin/go", "run", "main.go"])
        default: throw APIError(.badRequest, "unknown language: \(language)")
        }
        var limits = Limits.run
        limits.timeout = 15_000
        limits.memory = 512 << 20
        limits.disk = 256 << 20
        limits.processes = 128
        let environment = ["GOCACHE": "/tmp/go", "GOPATH": "/tmp/gopath", "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod"]
        return ExecutionPlan(
            language: language, files: [SourceFile(name: file, content: .init(code.utf8))],
            run: Phase(kind: .run, command: command, env: environment, limits: limits))
    }

    /// Submits a job of one task and waits for its listener.
    static func run(_ plan: ExecutionPlan, on app: RunletApp) async throws -> String {
        let (ended, continuation) = AsyncStream.makeStream(of: Job.self)
        try await app.submitJob(Job(name: "code execution", plan: plan, createdAt: .now())) { job in
            continuation.yield(job)
            continuation.finish()
        }
        for await job in ended {
            guard let result = job.result?.runs.first else { break }
            return String(decoding: result.transcript.bytes, as: UTF8.self)
        }
        throw APIError(.internalServerError, "the job has no result")
    }
}
