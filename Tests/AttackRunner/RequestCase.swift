import Foundation
import NIOCore
import NIOHTTP1
import TestKit

/// A row of requests and the answers that they must get.
struct RequestCase: AttackCase {
    private struct Exchange: Sendable {
        let json: JSONValue

        var name: String { json["name"].string ?? "?" }
        /// Whether its language must be there.
        var isToBeTaken: Bool { json["status"] == 200 }
        /// Whether a program is to come to its end.
        var isToRun: Bool { ["completed", "failed"].contains(json["outcome"].string) }

        /// The body; on a slow machine with more time for the program.
        func body(_ options: AttackRange.Options) -> JSONValue {
            guard let limit = options.slowLimit, isToRun else { return json["body"] }
            return json["body"].merging(["limits": ["timeout": .string(limit)]])
        }
    }

    let id: String
    let name: String
    let title: String
    let everyCommit: Bool
    let accepted: String?
    private let exchanges: [Exchange]

    init(_ file: CaseFile) throws {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: Data(contentsOf: URL(filePath: file.path)))
        } catch {
            throw TestFailure("\(file.name): \(error)")
        }
        guard let title = json["title"].string, !json["exchanges"].items.isEmpty else {
            throw TestFailure("\(file.name): has no title or no exchanges")
        }
        id = file.id
        name = file.name
        self.title = title
        everyCommit = json["everyCommit"].bool ?? false
        accepted = json["accepted"].string
        exchanges = json["exchanges"].items.map(Exchange.init)
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings(note: "\(exchanges.count) requests")
        var skipped = 0
        for exchange in exchanges {
            if let language = exchange.json["body"]["language"].string, exchange.isToBeTaken,
                range.missingLanguages.contains(language)
            {
                skipped += 1
                continue
            }
            do {
                try await run(exchange, on: range, &findings)
            } catch {
                findings.problems.append("\(exchange.name): \(error)")
            }
        }
        if skipped > 0 { findings.note += ", \(skipped) of them left out for languages that are not here" }
        return findings
    }

    private func run(_ exchange: Exchange, on range: AttackRange, _ findings: inout CaseFindings) async throws {
        let json = exchange.json
        let start = ContinuousClock.now
        let answer: Answer
        if json["wire"] != .null {
            guard let parsed = try Self.exchange(bytes: Self.bytes(json["wire"]), on: range) else {
                findings.expect(json["orClosed"] == true, "\(exchange.name): closed without an answer")
                let most = 9 * range.options.slowness
                findings.expect(
                    (ContinuousClock.now - start) / .seconds(1) < most, "\(exchange.name): neither answered nor closed")
                return
            }
            answer = parsed
        } else {
            answer = try await Self.send(exchange, on: range)
        }
        let duration = (ContinuousClock.now - start) / .milliseconds(1)
        let seen = "\(answer.status) \(answer.text.prefix(300))"
        func expect(_ condition: Bool, _ problem: String) {
            findings.expect(condition, "\(exchange.name): \(problem): \(seen)")
        }
        let statuses = json["status"].items.isEmpty ? [json["status"]] : json["status"].items
        expect(statuses.contains(.number(Double(answer.status))), "status is not \(statuses.compactMap(\.int))")
        expect(answer.status < 500 || statuses.contains(.number(Double(answer.status))), "P-API: a fault of ours")
        if let message = json["message"].string {
            expect(answer.message?.contains(message) == true, "the message does not say \(message)")
        }
        if let outcome = json["outcome"].string {
            expect(answer["outcome"] == .string(outcome), "outcome is not \(outcome)")
        }
        if let stdout = json["stdout"].string {
            expect(ProgramStep.text(answer.json, "stdout") == stdout, "stdout is not \(stdout)")
        }
        if let part = json["contains"].string { expect(answer.text.contains(part), "does not contain \(part)") }
        for part in json["never"].items.compactMap(\.string) { expect(!answer.text.contains(part), "contains \(part)") }
        for (name, value) in json["answerHeaders"].members {
            expect(answer.header(name) == value.string, "the header \(name) is \(answer.header(name) ?? "missing")")
        }
        expect(!answer.text.contains(range.secret), "P-FS: a secret of the host's is in the answer")
        let most = (json["within"].number ?? 10_000) * range.options.slowness
        expect(duration <= most, "took \(Int(duration)) of \(Int(most)) ms")
    }

    private static func send(_ exchange: Exchange, on range: AttackRange) async throws -> Answer {
        let json = exchange.json
        var body: Data?
        if json["text"] != .null {
            body = try Self.bytes(json["text"])
        } else if json["body"] != .null {
            body = try exchange.body(range.options).encoded
        }
        let method = json["method"].string ?? (body == nil ? "GET" : "POST")
        let path = json["path"].string ?? "/execute"
        do {
            return try await range.client.send(
                method, path, body: body,
                headers: json["headers"].members.compactMap { key, value in value.string.map { (key, $0) } })
        } catch ChannelError.ioOnClosedChannel {
            // On a slow machine the client forgets an answer that comes, with the connection's end, before it has sent all.
            let head = "\(method) \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(body?.count ?? 0)\r\n\r\n"
            guard let answer = try self.exchange(bytes: Data(head.utf8) + (body ?? Data()), on: range) else {
                throw TestFailure("closed without an answer")
            }
            return answer
        }
    }

    /// The bytes of `text` and `wire`: a string, or a list of strings and repetitions.
    private static func bytes(_ value: JSONValue) throws -> Data {
        if let text = value.string { return Data(text.utf8) }
        return value.items.reduce(into: Data()) { data, item in
            if let text = item.string {
                data.append(contentsOf: text.utf8)
            } else if let encoded = item["base64"].string {
                data.append(Data(base64Encoded: encoded) ?? Data())
            } else if let text = item["repeat"].string {
                let part = Data(text.utf8)
                for _ in 0..<(item["times"].int ?? 1) { data.append(part) }
            }
        }
    }

    /// Sends the bytes on a connection of their own; nil where it is closed without an answer.
    private static func exchange(bytes: Data, on range: AttackRange) throws -> Answer? {
        let connection = try RawConnection(port: range.server.port)
        connection.write(bytes)
        var text = ""
        while case let part = connection.read(), !part.isEmpty {
            text += part
            // One whole answer is enough: kept connections stay open.
            if let end = text.range(of: "\r\n\r\n") {
                let head = text[..<end.lowerBound].lowercased()
                guard let field = head.range(of: "content-length: ") else { continue }
                let length = Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
                if text[end.upperBound...].utf8.count >= length { break }
            }
        }
        let words = text.split(separator: " ", maxSplits: 2)
        guard text.hasPrefix("HTTP/1."), words.count > 2, let status = Int(words[1]) else { return nil }
        let body = text.range(of: "\r\n\r\n").map { text[$0.upperBound...] } ?? ""
        return Answer(status: status, headers: HTTPHeaders(), body: Data(body.utf8))
    }
}
