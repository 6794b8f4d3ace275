package import AsyncHTTPClient
package import Foundation
package import NIOCore
import NIOHTTP1

/// Asks one server.
package final class ServerClient: Sendable {
    package let base: String
    package let http: HTTPClient

    /// - Parameter connections: the most at one time.
    package init(port: Int, connections: Int = 256) {
        if connections > 256 { DescriptorLimit.raise() }
        base = "http://127.0.0.1:\(port)"
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool = .init(
            idleTimeout: .seconds(60), concurrentHTTP1ConnectionsPerHostSoftLimit: connections)
        // A request that a dying server does not answer is for the test to see.
        configuration.connectionPool.retryConnectionEstablishment = false
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func send(
        _ method: String, _ path: String, body: Data? = nil, headers: [(String, String)] = [],
        timeout: TimeAmount = .seconds(60)
    ) async throws -> Answer {
        let response = try await begin(method, path, body: body, headers: headers, timeout: timeout)
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, body: Data(bytes.readableBytesView))
    }

    /// Sends a request and returns when its answer begins.
    package func begin(
        _ method: String, _ path: String, body: Data? = nil, headers: [(String, String)] = [],
        timeout: TimeAmount = .seconds(60)
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: base + path)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        return try await http.execute(request, timeout: timeout)
    }

    package func get(_ path: String) async throws -> Answer {
        try await send("GET", path)
    }

    package func post(_ path: String, _ body: JSONValue) async throws -> Answer {
        try await send("POST", path, body: try body.encoded)
    }

    /// - Parameter seconds: how long to wait for the answer.
    package func execute(_ request: JSONValue, within seconds: Double = 60) async throws -> Answer {
        try await send("POST", "/execute", body: try request.encoded, timeout: .milliseconds(Int64(seconds * 1000)))
    }

    /// Runs a script of Bash.
    package func bash(_ code: String, _ more: [String: JSONValue] = [:]) async throws -> Answer {
        try await execute(.object(Self.request(code).merging(more) { $1 }))
    }

    /// Accepts a job and does not wait for it; its id.
    package func submit(_ code: String) async throws -> String {
        let answer = try await post("/execute?wait=false", .object(Self.request(code)))
        guard answer.status == 202, let id = answer["id"].string else {
            throw TestFailure("not accepted: \(answer.status) \(answer.text)")
        }
        return id
    }

    /// With the usual time for it, also on a slow machine.
    private static func request(_ code: String) -> [String: JSONValue] {
        let request: [String: JSONValue] = ["language": "bash", "code": .string(code)]
        guard Slowness.factor > 1 else { return request }
        return request.merging(["limits": ["timeout": .number(5 * Slowness.factor)]]) { $1 }
    }

    /// Waits until a job is in one of the states.
    package func job(_ id: String, in states: [String], within timeout: Duration = .seconds(20)) async throws
        -> JSONValue
    {
        var last = JSONValue.null
        let isThere = try await eventually(within: timeout) {
            last = try await self.get("/jobs/\(id)").json
            return states.contains(last["state"].string ?? "")
        }
        guard isThere else { throw TestFailure("job \(id) is not \(states): \(last)") }
        return last
    }

    /// Waits for a job's end.
    package func ended(_ id: String, within timeout: Duration = .seconds(20)) async throws -> JSONValue {
        try await job(id, in: ["COMPLETED", "FAILED", "CANCELLED"], within: timeout)
    }

    package func close() async {
        try? await http.shutdown()
    }
}
