package import FoundationEssentials
import RunletCore

extension ShareDocument {
    /// The one text of this document: fields in one order, numbers written in one way, and nothing that says what holds
    /// anyway. So the same snippet is the same bytes, however it was written in the request.
    package var canonical: Data {
        var object = JSONObject(["language": .string(snippet.language)])
        if let title { object.add("title", .string(title)) }
        if let version = snippet.version { object.add("version", .string(version)) }
        // Code came as text of JSON, so it is UTF-8.
        if let code = snippet.code { object.add("code", .string(String(decoding: code, as: UTF8.self))) }
        if let entry = snippet.entry { object.add("entry", .string(entry)) }
        if !snippet.files.isEmpty { object.add("files", .array(snippet.files.map(Self.file))) }
        let input = snippet.input
        if !input.stdin.isEmpty { object.add("stdin", .string(String(decoding: input.stdin, as: UTF8.self))) }
        if !input.args.isEmpty { object.add("args", .strings(input.args)) }
        if !input.env.isEmpty {
            var variables = JSONObject()
            for (name, value) in input.env.sorted(by: { $0.key < $1.key }) { variables.add(name, .string(value)) }
            object.add("env", .object(variables))
        }
        let limits = Self.limits(snippet.limits)
        if !limits.members.isEmpty { object.add("limits", .object(limits)) }
        return Data(JSON.object(object).encoded())
    }

    private static func file(_ file: SourceFile) -> JSON {
        var object = JSONObject(["name": .string(file.name)])
        if let text = String(validating: file.content, as: UTF8.self) {
            object.add("content", .string(text))
        } else {
            object.add("content", .string(file.content.base64EncodedString()))
            object.add("encoding", .string("base64"))
        }
        return .object(object)
    }

    private static func limits(_ limits: LimitOverrides) -> JSONObject {
        var object = JSONObject()
        func size(_ name: String, _ bytes: Int?) {
            if let bytes { object.add(name, .string(ByteSize.describe(bytes))) }
        }
        func time(_ name: String, _ milliseconds: Int?) {
            if let milliseconds { object.add(name, .string(DurationText.describe(milliseconds: milliseconds))) }
        }
        if let cpus = limits.cpus { object.add("cpus", .double(cpus)) }
        size("memory", limits.memory)
        time("timeout", limits.timeout)
        time("cpuTime", limits.cpuTime)
        if let processes = limits.processes { object.add("processes", .int(processes)) }
        size("output", limits.output)
        size("disk", limits.disk)
        return object
    }
}
