import RunletCore

extension ExecutionResult {
    /// The bytes of output and artifacts in it.
    var contentSize: Int {
        let output = runs.reduce(compile?.transcript.bytes.count ?? 0) { $0 + $1.transcript.bytes.count }
        return artifacts.reduce(output) { $0 + $1.content.count }
    }
}
