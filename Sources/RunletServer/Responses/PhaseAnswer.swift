import RunletCore

/// A phase as the API shows it.
enum PhaseAnswer {
    /// - Parameter hasOutput: false for a client that had it as events.
    static func json(_ phase: PhaseResult, hasOutput: Bool = true) -> JSON {
        var object = JSONObject(["outcome": .string(phase.outcome.rawValue)])
        addEnd(of: phase, to: &object)
        var encoding = JSONObject()
        addStreams(of: phase, hasOutput: hasOutput, to: &object, encoding: &encoding)
        object.add("usage", .fields(usage(phase.usage)))
        return .object(object)
    }

    /// The same with `output`: for `runs`, where there is no such field above.
    static func runJSON(_ phase: PhaseResult, hasOutput: Bool = true) -> JSON {
        guard hasOutput else { return json(phase, hasOutput: false) }
        var object = JSONObject()
        var encoding = JSONObject()
        let output = OutputText(phase.transcript.bytes, truncated: phase.truncated)
        object.add("output", .string(output.text))
        if output.isBase64 { encoding.add("output", .string("base64")) }
        object.add("outcome", .string(phase.outcome.rawValue))
        addEnd(of: phase, to: &object)
        addStreams(of: phase, to: &object, encoding: &encoding)
        object.add("usage", .fields(usage(phase.usage)))
        return .object(object)
    }

    /// `exitCode` and `signal`: one of them, the other null.
    static func addEnd(of phase: PhaseResult?, to object: inout JSONObject) {
        object.add("exitCode", .optional(phase?.exitCode))
        object.add("signal", .optional(phase?.signal))
    }

    /// `stdout`, `stderr`, `truncated`, and `encoding` where a field is base64.
    static func addStreams(
        of phase: PhaseResult?, hasOutput: Bool = true, to object: inout JSONObject, encoding: inout JSONObject
    ) {
        let truncated = phase?.truncated ?? false
        for stream in hasOutput ? [OutputStream.stdout, .stderr] : [] {
            let text = phase.map { OutputText($0.transcript.bytes(of: stream), truncated: truncated) }
            object.add(stream.rawValue, .string(text?.text ?? ""))
            if text?.isBase64 == true { encoding.add(stream.rawValue, .string("base64")) }
        }
        if !encoding.members.isEmpty { object.add("encoding", .object(encoding)) }
        object.add("truncated", .bool(truncated))
    }

    static func usage(_ usage: Usage) -> KeyValuePairs<String, JSON> {
        ["wall": .milliseconds(usage.wall), "cpu": .milliseconds(usage.cpu), "memory": .int(usage.memory)]
    }
}
