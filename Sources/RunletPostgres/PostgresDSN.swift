import CPostgres

/// A connection string, looked over. Nothing of it is ever shown.
struct PostgresDSN: Sendable {
    private struct Option {
        var keyword: String
        var value: String
    }

    private let options: [Option]
    private let secrets: [String]

    /// libpq's own messages are not passed on: they quote the text, and what was misread may be a password.
    ///
    /// - Throws: ``PostgresDatastoreError/invalidDSN(reason:)``.
    init(_ text: String) throws(PostgresDatastoreError) {
        guard !text.isEmpty else { throw .invalidDSN(reason: "it is empty") }
        guard !text.utf8.contains(0) else { throw .invalidDSN(reason: "it holds a NUL") }
        var message: UnsafeMutablePointer<CChar>?
        guard let parsed = PQconninfoParse(text, &message) else {
            PQfreemem(message)
            throw .invalidDSN(reason: "it is neither a URL nor a list of keyword=value pairs")
        }
        defer { PQconninfoFree(parsed) }
        var given: [Option] = []
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                given.append(Option(keyword: String(cString: keyword), value: String(cString: value)))
            }
            option += 1
        }
        try Self.check(given)
        secrets = given.filter { ["password", "sslpassword"].contains($0.keyword) && !$0.value.isEmpty }.map(\.value)
        let defaults = [
            ("fallback_application_name", "runlet"), ("connect_timeout", "5"), ("keepalives_idle", "10"),
            ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "15000"),
        ]
        for (keyword, value) in defaults where !given.contains(where: { $0.keyword == keyword }) {
            given.append(Option(keyword: keyword, value: value))
        }
        given.removeAll { $0.keyword == "client_encoding" }
        options = given + [Option(keyword: "client_encoding", value: "UTF8")]
    }

    /// A password with special characters that are not encoded ends up in other parts of a URL. Those would be shown in
    /// messages of libpq and of the resolver.
    private static func check(_ options: [Option]) throws(PostgresDatastoreError) {
        func value(_ keyword: String) -> String { options.first { $0.keyword == keyword }?.value ?? "" }
        for keyword in ["host", "hostaddr", "dbname"] where value(keyword).contains("@") {
            throw .invalidDSN(reason: "its \(keyword) holds an @, which in a password is written %40")
        }
        for port in value("port").split(separator: ",") {
            guard let number = Int(port), (1...65_535).contains(number) else {
                throw .invalidDSN(reason: "its port is not a number from 1 to 65535")
            }
        }
        let limit = value("connect_timeout")
        guard limit.isEmpty || Int(limit) != nil else {
            throw .invalidDSN(reason: "its connect_timeout is not a number of seconds")
        }
    }

    /// Calls the body with the keywords and values as libpq takes them.
    func withParameters<Value>(
        _ body: ([UnsafePointer<CChar>?], [UnsafePointer<CChar>?]) -> Value
    ) -> Value {
        func pointers(_ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> Value) -> Value {
            let bytes = texts.flatMap { Array($0.utf8CString) }
            return bytes.withUnsafeBufferPointer { memory in
                var pointers: [UnsafePointer<CChar>?] = []
                var offset = 0
                for text in texts {
                    pointers.append(memory.baseAddress?.advanced(by: offset))
                    offset += text.utf8.count + 1
                }
                return body(pointers + [nil])
            }
        }
        return pointers(options.map(\.keyword)) { keywords in
            pointers(options.map(\.value)) { values in body(keywords, values) }
        }
    }

    /// A message of libpq on one line, without the password should it be in there.
    func redacted(_ message: String) -> String {
        var text = Self.line(message)
        for secret in secrets {
            while let range = text.firstRange(of: secret), !"***".contains(secret) {
                text.replaceSubrange(range, with: "***")
            }
        }
        return text
    }

    static func line(_ message: String) -> String {
        let lines = message.split(whereSeparator: \.isNewline).map { $0.drop { $0 == "\t" || $0 == " " } }
        return lines.joined(separator: "; ")
    }
}
