/// The commands of a language's file: checks their placeholders, and replaces them.
///
/// One pass over the file's own text: what a placeholder stands for is never looked at again, so a file called
/// `{executable}` stays a file of that name.
enum Template {
    private enum Piece: Hashable {
        case text(Substring)
        /// `[a-z]+` between braces.
        case placeholder(Substring)
    }

    /// The arguments of a command.
    static func expand(command: [String], _ values: PlaceholderValues) -> [String] {
        command.flatMap { argument in
            argument == Placeholder.sources.text ? values.sources : [expand(argument, values)]
        }
    }

    /// One argument or one value of the environment.
    static func expand(_ text: String, _ values: PlaceholderValues) -> String {
        pieces(of: text).reduce(into: "") { result, piece in
            switch piece {
            case .text(let text): result += text
            case .placeholder(let name):
                result += Placeholder(rawValue: String(name)).flatMap { values[$0] } ?? "{\(name)}"
            }
        }
    }

    /// What is wrong with the placeholders of a text, or nil.
    static func problem(with text: String, allowed: Set<Placeholder>) -> String? {
        for case .placeholder(let name) in pieces(of: text) {
            guard let placeholder = Placeholder(rawValue: String(name)) else {
                return "has an unknown placeholder {\(name)}"
            }
            guard allowed.contains(placeholder) else { return "cannot use \(placeholder.text)" }
            if placeholder == .sources, text != placeholder.text {
                return "must have \(placeholder.text) as an argument of its own"
            }
        }
        return nil
    }

    private static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let name = rest[rest.index(after: open)...].prefix { ("a"..."z").contains($0) }
            guard !name.isEmpty, name.endIndex < rest.endIndex, rest[name.endIndex] == "}" else {
                pieces.append(.text(rest[...open]))
                rest = rest[rest.index(after: open)...]
                continue
            }
            pieces.append(.text(rest[..<open]))
            pieces.append(.placeholder(name))
            rest = rest[rest.index(after: name.endIndex)...]
        }
        pieces.append(.text(rest))
        return pieces
    }
}
