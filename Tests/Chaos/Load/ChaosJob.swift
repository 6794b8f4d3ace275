import TestKit

/// One request for a run. It has a token that no other has, and says in its code what must come of it: whoever finds
/// it in the database can tell.
struct ChaosJob: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        /// The client waits.
        case hello, input, sleep, fail
        /// The client gets an id, and asks another coordinator how it goes.
        case async, stream, cancel

        var isAwaited: Bool {
            switch self {
            case .hello, .input, .sleep, .fail: true
            case .async, .stream, .cancel: false
            }
        }
    }

    static let lines = 6

    let kind: Kind
    let token: String
    /// Tenths of a second that it sleeps, where its kind does.
    let tenths: Int

    init(_ kind: Kind, token: String, tenths: Int) {
        self.kind = kind
        self.token = token
        self.tenths = tenths
    }

    /// The one whose code this is; nil where it is of no client of ours.
    init?(code: String) {
        let words = code.prefix { $0 != "\n" }.split(separator: " ")
        guard words.count == 5, words[0] == "#", words[1] == "chaos", let kind = Kind(rawValue: String(words[2])),
            let tenths = Int(words[4])
        else { return nil }
        self.init(kind, token: String(words[3]), tenths: tenths)
    }

    var code: String { "# chaos \(kind.rawValue) \(token) \(tenths)\n" + script }

    private var script: String {
        switch kind {
        case .hello: "echo \(token)"
        case .input: "read -r line; echo \"\(token) $line\""
        case .sleep: "sleep 0.\(tenths); echo \(token)"
        case .fail: "echo \(token); echo \"no \(token)\" >&2; exit 7"
        case .async: "echo \(token); sleep 0.\(tenths); echo \(token) end"
        case .stream: "for i in 1 2 3 4 5 6; do echo \(token) $i; sleep 0.1; done"
        case .cancel: "echo \(token); sleep 50"
        }
    }

    var body: JSONValue {
        let request: JSONValue = ["language": "bash", "code": .string(code)]
        return switch kind {
        case .input: request.with("stdin", .string(token + "\n"))
        // It is cancelled, and only that should end it.
        case .cancel: request.with("limits", ["timeout": 60])
        default: request
        }
    }

    var stdout: String {
        switch kind {
        case .hello, .sleep, .fail, .cancel: token + "\n"
        case .input: "\(token) \(token)\n"
        case .async: "\(token)\n\(token) end\n"
        case .stream: (1...Self.lines).map { "\(token) \($0)\n" }.joined()
        }
    }

    var stderr: String { kind == .fail ? "no \(token)\n" : "" }
    var outcome: String { kind == .fail ? "failed" : "completed" }
    var exitCode: Int { kind == .fail ? 7 : 0 }
}
