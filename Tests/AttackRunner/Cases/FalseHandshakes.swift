import Foundation
import TestKit

/// A13: only a whole and rightful wish opens a WebSocket, and nothing hides behind it.
struct FalseHandshakes: AttackCase {
    let id = "A13"
    let name = "A13-false-handshakes"
    let title = "no page of another origin, no broken wish and no request behind one gets anywhere"
    let everyCommit = true

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), &findings) { server, findings in
            var count = 0
            for (name, wish, statuses) in Self.wishes(server.port) {
                let answer = try await Wire.answer(wish, port: server.port, within: .seconds(5)) {
                    $0.contains("\r\n\r\n")
                }
                let status = Wire.statuses(answer).first ?? 0
                findings.expect(statuses.contains(status), "\(name): \(answer.prefix(200))")
                let mayTell = status == 101 || !answer.contains("Sec-WebSocket-Accept")
                findings.expect(mayTell && !answer.contains("evil"), "\(name): it tells \(answer)")
                count += 1
            }
            try await Self.smuggle(server, &findings)
            findings.note = "\(count) wishes, 8 ways to smuggle"
        }
        return findings
    }

    private static func wishes(_ port: Int) -> [(String, String, [Int])] {
        func origin(_ text: String) -> String { Wire.handshake(more: "Origin: \(text)\r\n") }
        let origins = [
            "http://evil.example", "null", "", "http://test.evil.example", "http://test@evil.example", "http://test:81",
            "http://test/", "http://test?", "test", "//test", "file://test", "ws://test", "http://test, http://evil",
            "http://test http://evil", "http://test:0080", "http://xtest", "https://test:80", "*",
        ]
        var wishes = origins.map { ("the origin \($0)", origin($0), [403]) }
        wishes += [
            ("two origins", Wire.handshake(more: "Origin: http://test\r\nOrigin: http://evil\r\n"), [403]),
            ("two times its own origin", Wire.handshake(more: "Origin: http://test\r\nOrigin: http://test\r\n"), [403]),
            ("no version", Wire.handshake(version: nil), [426]),
            ("an empty version", Wire.handshake(version: ""), [426]),
            ("version 8", Wire.handshake(version: "8"), [426]), ("version 013", Wire.handshake(version: "013"), [426]),
            ("versions in a list", Wire.handshake(version: "13, 8"), [426]),
            ("two versions", Wire.handshake(more: "Sec-WebSocket-Version: 13\r\n"), [426]),
            ("no key", Wire.handshake(key: nil), [400]), ("an empty key", Wire.handshake(key: ""), [400]),
            ("a short key", Wire.handshake(key: "c2hvcnQ="), [400]),
            ("a key that is no base64", Wire.handshake(key: "!!!!!!!!!!!!!!!!!!!!!!=="), [400]),
            ("a huge key", Wire.handshake(key: String(repeating: "A", count: 12_000)), [400]),
            ("two keys", Wire.handshake(more: "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), [400]),
            ("another protocol", Wire.handshake(more: "Sec-WebSocket-Protocol: chat\r\n"), [400]),
            ("a like protocol", Wire.handshake(more: "Sec-WebSocket-Protocol: RUNLET.V1, runlet.v10\r\n"), [400]),
            ("a body", Wire.handshake(more: "Content-Length: 2\r\n") + "{}", [400]),
            ("no bytes of a body", Wire.handshake(more: "Content-Length: 0\r\n"), [400]),
            ("chunks", Wire.handshake(more: "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", [400]),
            ("HTTP/1.0", Wire.handshake(http: "1.0"), [400]),
            ("another host", Wire.handshake(more: "Host: b\r\n"), [400]),
            ("no upgrade", Wire.handshake(upgrade: "h2c"), [405]),
            ("no upgrade of the connection", Wire.handshake(connection: "keep-alive"), [405]),
            ("a POST without a body", Wire.handshake(method: "POST"), [400, 411]),
            ("a PUT", Wire.handshake(method: "PUT"), [405]),
        ]
        // Where no WebSocket is, there is none.
        let others = [
            "/execute/x", "/jobs", "/", "/health", "/EXECUTE", "/%65xecute", "http://test/execute", "/execut",
        ]
        for path in others { wishes.append(("the path \(path)", Wire.handshake(path), [200, 400, 404, 405])) }
        // The controls.
        wishes += [
            ("nothing wrong", Wire.handshake("/execute?x=1"), [101]),
            ("its own origin", Wire.handshake(more: "Origin: http://test\r\n"), [101]),
            ("an extension", Wire.handshake(more: "Sec-WebSocket-Extensions: permessage-deflate\r\n"), [101]),
        ]
        return wishes
    }

    private static func smuggle(_ server: ServerProcess, _ findings: inout CaseFindings) async throws {
        let evil = "Origin: http://evil.example\r\n"
        let ways: [(name: String, text: String, statuses: [Int])] = [
            ("behind a right wish", Wire.handshake() + Wire.post(), [101]),
            ("behind a right wish, three times", Wire.handshake() + Wire.post() + Wire.post() + Wire.post(), [101]),
            ("behind a wrong version", Wire.handshake(version: "8") + Wire.post(), [426]),
            ("behind a wrong origin", Wire.handshake(more: evil) + Wire.post(), [403]),
            ("in a body", Wire.handshake(more: "Content-Length: \(Wire.post().utf8.count)\r\n") + Wire.post(), [400]),
            (
                "behind chunks", Wire.handshake(more: "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n" + Wire.post(),
                [400]
            ),
        ]
        for way in ways {
            let answer = try await Wire.answer(way.text, port: server.port, within: .milliseconds(500)) { _ in false }
            findings.expect(Wire.statuses(answer) == way.statuses, "\(way.name): \(Wire.statuses(answer)) \(answer)")
            findings.expect(!answer.contains("smuggled"), "\(way.name): it ran")
        }
        // Once it is a WebSocket, a request is no frame.
        let socket = try WebSocketClient(port: server.port)
        socket.send(bytes: Data(Wire.post().utf8))
        let code = socket.goodbye()
        findings.expect(code == 1002, "a request into a WebSocket: \(code.map(String.init) ?? "nothing")")
        let jobs = try await server.client.get("/jobs").json["totalItems"]
        findings.expect(jobs == 0, "\(jobs) jobs were run")
        // In front of a wish, in the same breath: answered as what it is, and the wish is none.
        let both = Wire.post() + Wire.handshake(more: evil)
        let answer = try await Wire.answer(both, port: server.port, within: .seconds(5)) {
            Wire.statuses($0).count > 1
        }
        let statuses = Wire.statuses(answer)
        findings.expect(
            statuses.first == 200 && !statuses.contains(101), "in front of a wish: \(statuses) \(answer)")
        // A wish that is not granted leaves the connection as good as it was, or closes it.
        let next = Wire.handshake("/health", upgrade: "h2c") + "GET /languages HTTP/1.1\r\nHost: test\r\n\r\n"
        let two = try await Wire.answer(next, port: server.port, within: .seconds(5)) { Wire.statuses($0).count > 1 }
        let isTold = two.lowercased().contains("connection: close") && Wire.statuses(two) == [200]
        findings.expect(isTold || Wire.statuses(two) == [200, 200], "behind a wish for HTTP/2: \(two)")
    }
}
