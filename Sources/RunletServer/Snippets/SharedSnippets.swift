import Crypto
import FoundationEssentials
import HTTPTypes
import RunletCore
import Synchronization

/// Gives shared snippets their ids and keeps them.
///
/// An id is made from the content and a secret of this server: the same content has the same id, and nobody can tell
/// from an id, or by making ids, what is stored here.
final class SharedSnippets: Sendable {
    /// The most bytes of one snippet as it is stored.
    static let largest = 64 << 10
    /// The bytes of an id. The longer ones are for a document whose shorter ids belong to another one.
    static let idBytes = [12, 16, 24, 32]

    private static let secretBytes = 32
    /// What was stored or read within two days stays, in microseconds. A reading may be noted a day late.
    private static let recent: Int64 = 2 * 86_400_000_000

    private let store: any SnippetStore
    /// What all of them may take.
    private let bytes: Int
    private let secret = Mutex<SymmetricKey?>(nil)

    init(store: any SnippetStore, bytes: Int) {
        self.store = store
        self.bytes = bytes
    }

    /// Keeps a document, and says where.
    func share(_ document: ShareDocument) async throws -> StoredSnippet {
        let text = document.canonical
        guard text.count <= Self.largest else {
            throw APIError(
                .contentTooLarge,
                "a snippet to share must be at most \(ByteSize.describe(Self.largest)) long; this one has \(text.count) bytes"
            )
        }
        let ids = Self.ids(of: text, key: try await key())
        let now = Timestamp.now()
        let recent = Timestamp(microseconds: now.microseconds - Self.recent)
        do {
            guard let stored = try await store.storeSnippet(text, ids: ids, at: now, keeping: bytes, sparing: recent)
            else { throw APIError.unexpected }
            return stored
        } catch is SnippetStoreFull {
            throw APIError.retry(.tooManyRequests, after: 3600, "there is no room for more shared snippets now")
        }
    }

    /// The snippet of that id; nil where there is none, or where this is no id.
    func snippet(_ id: String) async throws -> StoredSnippet? {
        guard Self.isID(id) else { return nil }
        return try await store.snippet(id, at: .now())
    }

    /// From the shortest to the longest.
    static func ids(of text: Data, key: SymmetricKey) -> [String] {
        let code = Data(HMAC<SHA256>.authenticationCode(for: text, using: key))
        return idBytes.map { urlSafe(code.prefix($0)) }
    }

    /// Base64 with the letters that an URL may have, and without padding (RFC 4648, section 5).
    static func urlSafe(_ bytes: Data) -> String {
        bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func isID(_ text: String) -> Bool {
        idBytes.contains { ($0 * 8 + 5) / 6 == text.utf8.count }
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private func key() async throws -> SymmetricKey {
        if let known = secret.withLock({ $0 }) { return known }
        let fresh = SymmetricKey(size: .init(bitCount: Self.secretBytes * 8)).withUnsafeBytes { Data($0) }
        let key = SymmetricKey(data: try await store.snippetSecret(orElse: fresh))
        secret.withLock { $0 = key }
        return key
    }
}
