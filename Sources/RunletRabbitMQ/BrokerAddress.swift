/// Where RabbitMQ is and who we are there: an `amqp://` or `amqps://` URL.
struct BrokerAddress: Hashable, Sendable {
    static let mostBytes = 4096
    /// Where Debian and most others keep the certificates of the authorities.
    static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    var isTLS: Bool
    var host: String
    var port: Int
    var user: String
    var password: String
    var virtualHost: String
    /// Whose certificates are trusted, a PEM file.
    var authorities: String
    /// Seconds, 1...3600.
    var heartbeat: Int

    /// What may be told to people: no user, no password.
    var server: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    init(_ text: String) throws(RabbitMQError) {
        guard text.utf8.count <= Self.mostBytes else { throw .url("longer than \(Self.mostBytes) bytes") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .url("contains spaces or characters that must be percent-encoded")
        }
        let rest: Substring
        if text.hasPrefix("amqp://") {
            (isTLS, rest) = (false, text.dropFirst(7))
        } else if text.hasPrefix("amqps://") {
            (isTLS, rest) = (true, text.dropFirst(8))
        } else {
            throw .url("must begin with amqp:// or amqps://")
        }
        guard !rest.contains("#") else { throw .url("must have no fragment; a # in a password is %23") }
        let (place, query) = Self.cut(rest, at: "?")
        let (authority, path) = Self.cut(place, at: "/")
        guard path?.contains("/") != true else { throw .url("a slash in the virtual host's name must be %2F") }
        let (server, credentials) = Self.server(of: authority)
        (user, password) = try Self.credentials(credentials)
        (host, port) = try Self.hostAndPort(server, default: isTLS ? 5671 : 5672)
        virtualHost = if let path, !path.isEmpty { try Self.decoded(path, "virtual host") } else { "/" }
        authorities = Self.systemAuthorities
        heartbeat = 10
        for item in (query ?? "").split(separator: "&") { try set(item) }
    }

    private mutating func set(_ item: Substring) throws(RabbitMQError) {
        let (name, value) = Self.cut(item, at: "=")
        switch name {
        case "cacertfile":
            authorities = try Self.decoded(value ?? "", "cacertfile")
            guard isTLS, authorities.hasPrefix("/") else {
                throw .url("cacertfile needs amqps:// and an absolute path")
            }
        case "heartbeat":
            guard let seconds = Int(value ?? ""), (1...3600).contains(seconds) else {
                throw .url("heartbeat must be 1 to 3600 seconds")
            }
            heartbeat = seconds
        default: throw .url("has a parameter that is not known; there are cacertfile and heartbeat")
        }
    }

    private static func server(of authority: Substring) -> (server: Substring, credentials: Substring?) {
        guard let at = authority.lastIndex(of: "@") else { return (authority, nil) }
        return (authority[authority.index(after: at)...], authority[..<at])
    }

    private static func credentials(_ text: Substring?) throws(RabbitMQError) -> (String, String) {
        guard let text else { return ("guest", "guest") }
        guard !text.contains("@") else { throw .url("an @ in a user or password must be %40") }
        let (user, password) = cut(text, at: ":")
        guard password?.contains(":") != true else { throw .url("a colon in a password must be %3A") }
        return (try decoded(user, "user"), try decoded(password ?? "", "password"))
    }

    private static func hostAndPort(_ text: Substring, default standard: Int) throws(RabbitMQError) -> (String, Int) {
        var host = text
        var digits: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw .url("a bracket of the host is not closed") }
            host = text[text.index(after: text.startIndex)..<end]
            let tail = text[text.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { throw .url("behind the host's bracket comes :port") }
            digits = tail.isEmpty ? nil : tail.dropFirst()
            guard host.utf8.allSatisfy({ $0 == 0x3A || $0 == 0x2E || Character(UnicodeScalar($0)).isHexDigit }) else {
                throw .url("in brackets there must be an IPv6 address")
            }
        } else {
            (host, digits) = cut(text, at: ":")
            guard host.utf8.allSatisfy({ isHostByte($0) }) else {
                throw .url("the host's name has a character too many")
            }
        }
        guard !host.isEmpty, host.utf8.count <= 253 else { throw .url("has no host, or too long a one") }
        guard let digits else { return (String(host), standard) }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits), (1...65535).contains(port)
        else { throw .url("the port must be 1 to 65535") }
        return (String(host), port)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
    }

    /// Takes percent-encoding away. AMQP gives these texts 255 bytes; C ends them at a zero byte.
    private static func decoded(_ text: Substring, _ what: String) throws(RabbitMQError) -> String {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
                throw .url("the \(what) has a % without two hexadecimal digits; a % itself is %25")
            }
            bytes.append(high << 4 | low)
        }
        guard bytes.count <= 255, !bytes.contains(0), let result = String(validating: bytes, as: UTF8.self) else {
            throw .url("the \(what) is no text of at most 255 bytes")
        }
        return result
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
    }

    private static func cut(_ text: Substring, at separator: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: separator) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }
}

extension BrokerAddress: CustomStringConvertible, CustomReflectable {
    var description: String { "\(isTLS ? "amqps" : "amqp")://\(server)" }
    var customMirror: Mirror { Mirror(self, children: ["server": server]) }
}
