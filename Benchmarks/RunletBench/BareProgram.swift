/// The program that is measured without Runlet, and the same as a snippet for it.
final class BareProgram: Sendable {
    private static let interpreter = "/usr/bin/python3"
    private let snippet: SampleSnippet
    private let file: String
    private let output: OutputPipe

    /// - Parameter name: of its files; two that run at the same time need two names.
    init(_ snippet: SampleSnippet, in directory: TemporaryDirectory, name: String) throws {
        self.snippet = snippet
        file = directory.file("\(name).py")
        try directory.write(snippet.code, to: "\(name).py")
        output = try OutputPipe(in: directory, name: "\(name).out")
    }

    /// Starts it, reads what it writes and waits for its end. Returns the time from start to end.
    func run() throws -> Duration {
        let start = ContinuousClock.now
        let process = try ChildProcess(
            [Self.interpreter, file], environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"],
            output: output)
        let text = try output.readToEnd()
        let status = try process.wait()
        let time = start.duration(to: .now)
        guard status == 0, text == Array(snippet.output.utf8) else {
            throw BenchError("\(Self.interpreter) did not say hello: wait status \(status), \(text.count) bytes")
        }
        return time
    }
}
