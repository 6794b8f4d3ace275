/// The bare program and `/execute`, one after the other, in turns.
struct LatencyBenchmark {
    private static let warmUps = 20

    let snippet: SampleSnippet
    let directory: TemporaryDirectory
    let port: UInt16
    let runs: Int

    func rows() throws -> [Row] {
        let program = try BareProgram(snippet, in: directory, name: "hello")
        let client = try ExecuteClient(port: port)
        let request = try ExecuteClient.request(snippet)
        for _ in 0..<Self.warmUps {
            _ = try program.run()
            _ = try client.execute(request, expecting: snippet)
        }
        var bare: [Double] = []
        var executions: [Execution] = []
        for turn in 0..<runs {
            // Each goes first every other time, so that neither always finds what the other left in the caches.
            if turn.isMultiple(of: 2) { bare.append(try program.run().milliseconds) }
            executions.append(try client.execute(request, expecting: snippet))
            if !turn.isMultiple(of: 2) { bare.append(try program.run().milliseconds) }
        }
        return rows(Samples(bare), executions)
    }

    private func rows(_ bare: Samples, _ executions: [Execution]) -> [Row] {
        let wall = Samples(executions.map(\.wall.milliseconds))
        return [
            Row("bare", "bare python3, hello world", bare),
            Row("bare.noise", "noise: its p99 over its p50", .ratio, bare.p99 / bare.p50),
            Row("execute", "/execute, the same", wall),
            Row("execute.ratio", "/execute over bare, p50", .ratio, wall.p50 / bare.p50, goal: .atMost(1.6)),
            Row("engine", "the engine's own share", Samples(executions.map(\.engine)), goal: .atMost(2)),
            Row("engine.queue", "of it: queue", Samples(executions.map(\.stages.queue))),
            Row("engine.collect", "of it: collect", Samples(executions.map(\.stages.collect))),
            Row("engine.rest", "of it: HTTP, JSON, store", Samples(executions.map(\.rest))),
            Row("sandbox.prepare", "besides: prepare", Samples(executions.map(\.stages.prepare))),
            Row("sandbox.run", "besides: run", Samples(executions.map(\.stages.run))),
        ]
    }
}
