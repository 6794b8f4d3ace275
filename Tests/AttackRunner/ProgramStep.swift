import Foundation
import TestKit

/// One program of a case: what is sent, and what must come back.
struct ProgramStep: Sendable {
    static let languages = [
        "sh": "bash", "py": "python", "c": "c", "cpp": "cpp", "go": "go", "rs": "rust", "java": "java",
        "js": "javascript", "ts": "typescript", "rb": "ruby", "pl": "perl", "php": "php", "lua": "lua",
        "swift": "swift", "kt": "kotlin",
    ]

    let file: CaseFile
    let header: ProgramHeader
    let source: String
    let language: String
    /// More files of the request, and of the unprotected run's directory.
    let included: [(name: String, content: String)]

    init(_ file: CaseFile, corpus: String) throws {
        self.file = file
        source = try file.text
        header = try ProgramHeader(of: source, name: file.name)
        guard let language = header.request["language"].string ?? Self.languages[file.fileExtension] else {
            throw TestFailure("\(file.name): no language has the extension \(file.fileExtension)")
        }
        self.language = language
        included = try header.included.map { path in
            let data = try Data(contentsOf: URL(filePath: "\(corpus)/\(path)"))
            return ((path as NSString).lastPathComponent, String(decoding: data, as: UTF8.self))
        }
    }

    /// Whether the program is to come to its own end.
    private var isToEnd: Bool {
        header.outcomes.isDisjoint(with: ["timeout", "cpu-limit"]) && (header.wall?.lowerBound ?? 0) == 0
            && header.status == 200
    }

    /// The request; on a slow machine with more time for programs that are to come to their end.
    func body(_ options: AttackRange.Options) -> JSONValue {
        var body = JSONValue.object(["language": .string(language), "code": .string(source)])
        if let limit = options.slowLimit { body = body.merging(["compile": ["limits": ["timeout": .string(limit)]]]) }
        body = body.merging(header.request)
        if let limit = options.slowLimit, isToEnd { body = body.merging(["limits": ["timeout": .string(limit)]]) }
        if !included.isEmpty {
            let files = included.map { JSONValue.object(["name": .string($0.name), "content": .string($0.content)]) }
            body = body.with("files", .array(body["files"].items + files))
        }
        return body
    }

    /// The longest that the answer may take: the limits of both phases, and a second.
    func patience(_ range: AttackRange) -> Double {
        func milliseconds(_ value: JSONValue, _ fallback: Double) -> Double {
            if let number = value.number { return number * 1000 }
            guard let text = value.string, let number = Double(text.prefix { $0.isNumber || $0 == "." }) else {
                return fallback
            }
            return text.hasSuffix("ms") ? number : number * 1000
        }
        let request = body(range.options)
        let run = milliseconds(request["limits"]["timeout"], milliseconds(request["run"]["limits"]["timeout"], 5000))
        let compile = milliseconds(request["compile"]["limits"]["timeout"], 15_000)
        let isCompiled = ["c", "cpp", "go", "rust", "java", "kotlin", "swift", "typescript"].contains(language)
        let inputs = Double(max(1, request["inputs"].items.count))
        let slowness = range.options.slowness
        let limits = run * inputs + (isCompiled ? compile : 0)
        // Of programs that are to end they are a slow machine's already.
        return limits * (isToEnd ? 1 : slowness) + 1000 * slowness
    }

    /// Sends it and compares the answer.
    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let start = ContinuousClock.now
        let slowness = range.options.slowness
        let answer = try await range.client.execute(body(range.options), within: 60 * slowness)
        let duration = (ContinuousClock.now - start) / .milliseconds(1)
        findings.expect(
            duration <= patience(range), "P-API: the answer took \(Int(duration)) of \(Int(patience(range))) ms")
        findings.expect(answer.json != .null, "P-API: the answer is not JSON: \(answer.text.prefix(200))")
        guard answer.status == header.status else {
            findings.problems.append(
                "P-API: status \(answer.status) instead of \(header.status): \(answer.text.prefix(300))")
            return findings
        }
        guard answer.status == 200 else { return findings }
        try await check(answer, &findings, range)
        return findings
    }

    private func check(_ answer: Answer, _ findings: inout CaseFindings, _ range: AttackRange) async throws {
        let phase = header.phase.map { answer[$0] } ?? answer.json
        let outcome = phase["outcome"].string ?? "none"
        let output = Self.text(answer.json, "stdout")
        let seen = "\(output.suffix(300)) \(Self.text(answer.json, "stderr").suffix(300))"
        findings.expect(
            header.outcomes.contains(outcome), "outcome \(outcome) instead of \(header.outcomes.sorted()): \(seen)")
        if let code = header.exitCode {
            findings.expect(phase["exitCode"].int == code, "exit code \(phase["exitCode"]) instead of \(code)")
        }
        if let wall = header.wall, let measured = phase["usage"]["wall"].number {
            let most = wall.upperBound * range.options.slowness
            findings.expect(measured >= wall.lowerBound && measured <= most, "ran for \(measured) ms, not \(wall)")
        }
        for pattern in header.prints where !(try Self.matches(pattern, output)) {
            findings.problems.append("does not print \(pattern): \(seen)")
        }
        let artifacts = answer["artifacts"].items.map { item in
            Data(base64Encoded: item["content"].string ?? "").map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        for text in [answer.text, output] + artifacts {
            findings.expect(!text.contains(range.secret), "P-FS: a secret of the host's is in the answer")
            for pattern in header.never where try Self.matches(pattern, text) {
                findings.problems.append("answers \(pattern): \(text.prefix(300))")
            }
        }
        for probe in header.probes {
            let verdict = Self.verdict(of: probe.name, in: output)
            findings.expect(
                verdict.map(probe.verdicts.contains) ?? false,
                "\(probe.name) is \(verdict ?? "not printed") instead of \(probe.verdicts.sorted())"
                    + (verdict == nil ? ": \(seen)" : ""))
        }
        // Memory is counted in whole pages and in batches per processor.
        if let memory = answer["usage"]["memory"].int {
            let limit = Self.bytes(header.request["limits"]["memory"]) ?? 256 << 20
            let compile = answer["compile"] == .null ? 0 : 1 << 30
            findings.expect(
                memory <= max(limit, compile) * 105 / 100, "P-API: \(memory) bytes at the peak, of \(limit)")
        }
        if let id = answer["id"].string {
            let state = try await range.client.get("/jobs/\(id)").json["state"].string
            findings.expect(state == "COMPLETED", "P-API: the job is \(state ?? "gone")")
        }
    }

    static func text(_ answer: JSONValue, _ field: String) -> String {
        let text = answer[field].string ?? ""
        guard answer["encoding"][field] == "base64", let data = Data(base64Encoded: text) else { return text }
        return String(decoding: data, as: UTF8.self)
    }

    static func verdict(of probe: String, in output: String) -> String? {
        for line in output.split(separator: "\n") where line.hasPrefix(probe + " ") {
            return line.dropFirst(probe.count + 1).trimmingCharacters(in: .whitespaces)
        }
        return nil
    }

    static func matches(_ pattern: String, _ text: String) throws -> Bool {
        let expression = try NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }

    private static func bytes(_ value: JSONValue) -> Int? {
        if let number = value.int { return number }
        guard let text = value.string, let number = Int(text.prefix { $0.isNumber }) else { return nil }
        let units = ["KiB": 10, "MiB": 20, "GiB": 30]
        return number << (units.first { text.hasSuffix($0.key) }?.value ?? 0)
    }
}
