/// Text that must not reach logs, error messages or `runlet config`. Interpolating or dumping one shows its redaction.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself. Hand it to the driver that needs it and to nothing else.
    public let exposed: String

    public init(_ exposed: String) {
        self.exposed = exposed
    }

    /// The text with its passwords replaced by `***`. What is not understood is hidden as a whole.
    public var description: String {
        if exposed.isEmpty { return "" }
        return redactedURL ?? redactedKeywords ?? "***"
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: ["redacted": description]) }

    /// `scheme://user:***@host/path`. Everything up to the last `@` counts as user information, since a password that
    /// was not percent-encoded may itself hold `@` or `/`: hiding too much is the safe mistake.
    private var redactedURL: String? {
        guard let separator = exposed.firstRange(of: "://") else { return nil }
        let scheme = exposed[..<separator.upperBound]
        var rest = exposed[separator.upperBound...]
        var user = ""
        if let at = rest.lastIndex(of: "@") {
            let information = rest[..<at]
            user = information.contains(":") ? "\(information.prefix { $0 != ":" }):***@" : "***@"
            rest = rest[rest.index(after: at)...]
        }
        if let query = rest.firstIndex(of: "?") {
            // Query parameters may carry passwords too, under names that each driver chooses.
            rest = rest[..<query] + "?***"
        }
        return scheme + user + rest
    }

    /// `host=db password=*** user=me`, the keyword form of a PostgreSQL connection string. Only values of keywords
    /// that are known to be harmless are shown.
    private var redactedKeywords: String? {
        let harmless = ["host", "hostaddr", "port", "dbname", "user", "sslmode", "application_name", "connect_timeout"]
        let secret = ["password", "passfile", "sslpassword", "sslkey", "service", "options"]
        // Quotes, escapes and spaces around "=" make the words ambiguous: such text is hidden as a whole.
        guard !exposed.contains(where: { "'\\".contains($0) }) else { return nil }
        var shown: [String] = []
        for word in exposed.split(whereSeparator: \.isWhitespace) {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return nil }
            guard word.index(after: equals) != word.endIndex else { return nil }
            let keyword = word[..<equals]
            // A key may end in "==": what is in front of it is then the secret itself.
            guard harmless.contains(String(keyword)) || secret.contains(String(keyword)) else { return nil }
            shown.append(harmless.contains(String(keyword)) ? String(word) : "\(keyword)=***")
        }
        return shown.isEmpty ? nil : shown.joined(separator: " ")
    }
}
