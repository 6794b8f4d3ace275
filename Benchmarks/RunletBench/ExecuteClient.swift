import FoundationEssentials
import Glibc

/// One keep-alive connection to the server that asks and waits, on the calling thread.
///
/// A plain socket: an asynchronous client's own hops between threads would count as the server's time.
final class ExecuteClient {
    private static let most = 16 << 20
    private let socket: Int32
    private var unread: [UInt8] = []

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw SystemError.last("socket") }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let error = SystemError.last("cannot connect to the server")
            close(socket)
            throw error
        }
    }

    deinit {
        close(socket)
    }

    /// The request of a snippet as it goes over the wire, made ahead of the measured time.
    static func request(_ snippet: SampleSnippet) throws -> [UInt8] {
        let body = try snippet.body()
        let head = """
            POST /execute HTTP/1.1\r
            Host: 127.0.0.1\r
            Content-Type: application/json\r
            Content-Length: \(body.count)\r
            \r

            """
        return Array(head.utf8) + body
    }

    /// Sends a request and reads its answer; checks afterwards that the program ran and said what it should.
    func execute(_ request: [UInt8], expecting snippet: SampleSnippet) throws -> Execution {
        let start = ContinuousClock.now
        let (status, body) = try exchange(request)
        let wall = start.duration(to: .now)
        guard status == 200 else {
            throw BenchError("/execute answered \(status): \(String(decoding: body.prefix(500), as: UTF8.self))")
        }
        let answer = try JSONDecoder().decode(ExecuteAnswer.self, from: Data(body))
        guard answer.outcome == "completed", answer.output == snippet.output else {
            let said = answer.output.prefix(500)
            throw BenchError("\(snippet.language) did not say hello: \(answer.outcome), \"\(said)\"")
        }
        return Execution(wall: wall, stages: answer.usage.stages)
    }

    /// The ids of the languages that this server can run.
    func availableLanguages() throws -> Set<String> {
        let request = "GET /languages?available=true HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        let (status, body) = try exchange(Array(request.utf8))
        guard status == 200 else { throw BenchError("/languages answered \(status)") }
        return Set(try JSONDecoder().decode([LanguageEntry].self, from: Data(body)).map(\.id))
    }

    private func exchange(_ request: [UInt8]) throws -> (status: Int, body: [UInt8]) {
        try send(request)
        let end = Array("\r\n\r\n".utf8)
        var searched = 0
        while true {
            if unread.count >= end.count {
                for index in searched...(unread.count - end.count) where unread[index...].starts(with: end) {
                    let head = String(decoding: unread[..<index], as: UTF8.self)
                    unread.removeFirst(index + end.count)
                    return try answer(head)
                }
                searched = unread.count - end.count + 1
            }
            try receive()
        }
    }

    private func answer(_ head: String) throws -> (status: Int, body: [UInt8]) {
        let lines = head.split(separator: "\r\n")
        let status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") }
        let length = lines.dropFirst().lazy.compactMap { line -> Int? in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
            return Int(parts[1].drop { $0 == " " })
        }.first
        guard let status, let length, length <= Self.most else {
            throw BenchError("the server's answer has no status or no length: \(head.prefix(500))")
        }
        while unread.count < length { try receive() }
        let body = Array(unread[..<length])
        unread.removeFirst(length)
        return (status, body)
    }

    private func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError.last("cannot send to the server") }
            sent += count
        }
    }

    private func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { throw BenchError("the server did not answer within a minute") }
            guard count >= 0 else { throw SystemError.last("cannot read from the server") }
            guard count > 0 else { throw BenchError("the server closed the connection instead of answering") }
            unread += buffer[..<count]
            return
        }
    }
}
