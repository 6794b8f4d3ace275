import FoundationEssentials

/// How everything is written: JSON, with a version in a header.
enum MessageFormat {
    static let version: Int64 = 1

    enum Problem: Error, CustomStringConvertible {
        case newer(Int64?)
        case unreadable

        var description: String {
            switch self {
            case .newer(let version?): "message of the newer version \(version)"
            case .newer(nil): "message without a version"
            case .unreadable: "message that cannot be read"
            }
        }
    }

    static func encode(_ value: some Encodable) throws -> Data {
        try JSONWriter.write(value)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from message: AMQPMessage) throws(Problem) -> Value {
        guard let version = message.version, (1...Self.version).contains(version) else { throw .newer(message.version) }
        do {
            return try JSONDecoder().decode(type, from: message.body)
        } catch {
            throw .unreadable
        }
    }
}
