/// The latency of `/execute` in one more language, without anything to compare it with.
struct LanguageBenchmark {
    let snippet: SampleSnippet
    let port: UInt16
    let runs: Int

    func rows() throws -> [Row] {
        let client = try ExecuteClient(port: port)
        let request = try ExecuteClient.request(snippet)
        for _ in 0..<2 { _ = try client.execute(request, expecting: snippet) }
        // A compiler takes its time: fewer runs say enough.
        let times = try (0..<max(10, runs / 10)).map { _ in
            try client.execute(request, expecting: snippet).wall.milliseconds
        }
        return [Row("execute.\(snippet.language)", "/execute, hello world in \(snippet.language)", Samples(times))]
    }
}
