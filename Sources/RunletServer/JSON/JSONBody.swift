import FoundationEssentials
import NIOCore

/// Decodes requests.
enum JSONBody {
    /// Immutable once it is configured, so that all requests share it.
    private static let decoder = JSONDecoder()

    /// - Throws: ``APIError`` of status 400 whose message names the field.
    static func decode<Value: Decodable>(_ type: Value.Type, from body: ByteBuffer) throws -> Value {
        try body.withUnsafeReadableBytes { bytes in
            if let problem = JSONGuard.problem(with: bytes) { throw APIError.badRequest(problem) }
            guard String(validating: bytes, as: UTF8.self) != nil else {
                throw APIError.badRequest("malformed JSON: must be UTF-8")
            }
            return try decode(type, from: Data(bytes))
        }
    }

    /// Decodes bytes that were looked over, or that we wrote ourselves.
    ///
    /// - Parameter path: the field that the bytes are the value of, for messages.
    static func decode<Value: Decodable>(_ type: Value.Type, from data: Data, path: String = "") throws -> Value {
        do {
            return try decoder.decode(type, from: data)
        } catch let error as DecodingError {
            let message = error.requestMessage
            if path.isEmpty { throw APIError.badRequest(message) }
            let whole = "the body "
            if message.hasPrefix(whole) { throw APIError.badRequest("\(path): \(message.dropFirst(whole.count))") }
            throw APIError.badRequest("\(path).\(message)")
        }
    }
}
