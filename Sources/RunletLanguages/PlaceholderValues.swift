import RunletCore

/// What the placeholders of one phase stand for.
struct PlaceholderValues {
    private var values: [Placeholder: String]
    /// For ``Placeholder/sources``.
    let sources: [String]

    /// Without a snippet: only the executable and its directory are known.
    init(executable: String) {
        let directory = executable.utf8.lastIndex(of: FilePath.separator).map { executable[..<$0] } ?? ""
        values = [.executable: executable, .toolchain: directory.isEmpty ? "/" : String(directory)]
        sources = []
    }

    /// - Parameters:
    ///   - main: the name of the main file, which is also the first of `sources`.
    ///   - memory: bytes.
    init(executable: String, main: String, sources: [String], memory: Int, cpus: Double) {
        self.init(executable: executable, sources: sources.map(Self.argument))
        let main = Self.argument(main)
        values[.source] = main
        values[.stem] = FilePath(main).stem
        values[.memory] = String(max(1, memory >> 20))
        values[.cpus] = String(Int(exactly: cpus.rounded(.down)).map { max(1, $0) } ?? 1)
    }

    private init(executable: String, sources: [String]) {
        values = PlaceholderValues(executable: executable).values
        self.sources = sources
    }

    /// Nil where the placeholder means nothing here.
    subscript(placeholder: Placeholder) -> String? {
        values[placeholder]
    }

    /// A file name as an argument that no tool takes for anything else.
    ///
    /// The names of a request are validated before; this makes sure that a name which slipped through is still a file.
    private static func argument(_ name: String) -> String {
        switch name.utf8.first {
        case .some(0x30...0x39), .some(0x41...0x5A), .some(0x61...0x7A), .some(0x5F), .some(0x2F): name
        default: "./" + name
        }
    }
}
