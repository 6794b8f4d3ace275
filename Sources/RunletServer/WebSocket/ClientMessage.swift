package import FoundationEssentials
import NIOCore
package import RunletCore

/// What a client says over a WebSocket.
package enum ClientMessage: Sendable {
    case run(Snippet, Interaction?)
    case input(Data)
    case eof
    case signal(String)
    case resize(TerminalSize)
    case cancel

    /// - Throws: ``APIError`` of status 400 whose message names the field, as for a request.
    init(parsing text: ByteBuffer) throws {
        do {
            self = try JSONBody.decode(ClientMessage.self, from: text)
        } catch let error as APIError where error.message.hasPrefix("request.") {
            // The same words as for the same mistake in a body.
            throw APIError.badRequest(String(error.message.dropFirst("request.".count)))
        }
    }
}

extension ClientMessage: Decodable {
    private enum Kind: String, CaseIterable {
        case run, input, eof, signal, resize, cancel

        var fields: [String] {
            switch self {
            case .run: ["request", "interactive", "terminal"]
            case .input: ["data", "encoding"]
            case .signal: ["signal"]
            case .resize: ["columns", "rows"]
            case .eof, .cancel: []
            }
        }
    }

    private enum Key: String, CodingKey {
        case type, request, interactive, terminal, data, encoding, signal, columns, rows
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        guard let kind = Kind(rawValue: try container.decode(String.self, forKey: .type)) else {
            let names = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "must be one of \(names)")
        }
        try rejectUnknownKeys(in: decoder, known: ["type"] + kind.fields)
        switch kind {
        case .run:
            self = .run(try container.decode(Snippet.self, forKey: .request), try Self.interaction(container))
        case .input:
            self = .input(try Self.data(container))
        case .signal:
            self = .signal(try container.decode(String.self, forKey: .signal))
        case .resize:
            self = .resize(try Self.size(container))
        case .eof:
            self = .eof
        case .cancel:
            self = .cancel
        }
    }

    private static func interaction(_ container: KeyedDecodingContainer<Key>) throws -> Interaction? {
        let isInteractive = try container.decodeIfPresent(Bool.self, forKey: .interactive) ?? false
        guard container.contains(.terminal), try !container.decodeNil(forKey: .terminal) else {
            return isInteractive ? .pipe : nil
        }
        try rejectUnknownKeys(in: container.superDecoder(forKey: .terminal), known: ["columns", "rows"])
        let terminal = try container.nestedContainer(keyedBy: Key.self, forKey: .terminal)
        return .terminal(try size(terminal))
    }

    private static func size(_ container: KeyedDecodingContainer<Key>) throws -> TerminalSize {
        func number(_ key: Key) throws -> Int {
            let number = try container.decode(Int.self, forKey: key)
            guard TerminalSize.range.contains(number) else {
                let range = TerminalSize.range
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container,
                    debugDescription: "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        return TerminalSize(columns: try number(.columns), rows: try number(.rows))
    }

    private static func data(_ container: KeyedDecodingContainer<Key>) throws -> Data {
        let text = try container.decode(String.self, forKey: .data)
        switch try container.decodeIfPresent(String.self, forKey: .encoding) {
        case nil, "utf8":
            return Data(text.utf8)
        case "base64":
            guard let bytes = Data(strictBase64: text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .data, in: container, debugDescription: "is not valid base64")
            }
            return bytes
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .encoding, in: container, debugDescription: "must be \"utf8\" or \"base64\"")
        }
    }
}
