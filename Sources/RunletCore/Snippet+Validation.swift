extension Snippet {
    /// The bounds of a request beside the size of its body. They keep what reaches a worker small and its work linear.
    public enum Bounds {
        public static let files = 100
        public static let inputs = 100
        public static let args = 1000
        public static let env = 100
        public static let artifacts = 20
        /// Bytes of all arguments or of all environment entries of one run: far below the kernel's own limit, so that
        /// exec cannot fail because of them.
        public static let argumentBytes = 64 << 10
        public static let languageName = 64
    }

    /// Throws the first thing that is wrong, naming its field.
    public func validate() throws(SnippetError) {
        guard !language.isEmpty else { throw SnippetError(field: nil, "require: language") }
        guard language.utf8.count <= Bounds.languageName else {
            throw SnippetError(field: "language", "must be at most \(Bounds.languageName) bytes long")
        }
        guard (version?.utf8.count ?? 0) <= Bounds.languageName else {
            throw SnippetError(field: "version", "must be at most \(Bounds.languageName) bytes long")
        }
        guard code != nil || !files.isEmpty else { throw SnippetError(field: nil, "require: code") }
        try validateFiles()
        try Self.validate(input, field: "")
        if let inputs {
            guard !inputs.isEmpty, inputs.count <= Bounds.inputs else {
                throw SnippetError(field: "inputs", "must have 1 to \(Bounds.inputs) entries")
            }
            guard input == RunInput() else {
                throw SnippetError(field: "inputs", "cannot be combined with stdin, args or env")
            }
            for (index, input) in inputs.enumerated() {
                try Self.validate(input, field: "inputs[\(index)].")
            }
        }
        guard artifacts.count <= Bounds.artifacts else {
            throw SnippetError(field: "artifacts", "must have at most \(Bounds.artifacts) entries")
        }
        for (index, glob) in artifacts.enumerated() {
            if let problem = FileName.problem(with: glob) {
                throw SnippetError(field: "artifacts[\(index)]", problem)
            }
        }
    }

    private func validateFiles() throws(SnippetError) {
        guard files.count <= Bounds.files else {
            throw SnippetError(field: "files", "must have at most \(Bounds.files) entries")
        }
        if let entry {
            if let problem = FileName.problem(with: entry) { throw SnippetError(field: "entry", problem) }
            guard code != nil || files.contains(where: { FilePath($0.name) == FilePath(entry) }) else {
                throw SnippetError(field: "entry", "is not one of the files")
            }
        }
        var names: Set<FilePath> = []
        if code != nil, let entry { names.insert(FilePath(entry)) }
        for (index, file) in files.enumerated() {
            let field = "files[\(index)].name"
            if let problem = FileName.problem(with: file.name) { throw SnippetError(field: field, problem) }
            guard names.insert(FilePath(file.name)).inserted else { throw SnippetError(field: field, "is there twice") }
        }
        let directories = Set(names.flatMap(\.directories))
        for (index, file) in files.enumerated() where directories.contains(FilePath(file.name)) {
            throw SnippetError(field: "files[\(index)].name", "is also a directory of another file")
        }
    }

    private static func validate(_ input: RunInput, field: String) throws(SnippetError) {
        guard input.args.count <= Bounds.args, input.args.reduce(0, { $0 + $1.utf8.count }) <= Bounds.argumentBytes
        else {
            throw SnippetError(
                field: field + "args",
                "must be at most \(Bounds.args) arguments of \(Bounds.argumentBytes) bytes together")
        }
        for (index, argument) in input.args.enumerated() where argument.utf8.contains(0) {
            throw SnippetError(field: "\(field)args[\(index)]", "must not contain a NUL")
        }
        let size = input.env.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 2 }
        guard input.env.count <= Bounds.env, size <= Bounds.argumentBytes else {
            throw SnippetError(
                field: field + "env", "must be at most \(Bounds.env) entries of \(Bounds.argumentBytes) bytes together")
        }
        for (name, value) in input.env.sorted(by: { $0.key < $1.key }) {
            let clean = name.utf8.allSatisfy { byte in
                byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte)
            }
            guard clean, let first = name.utf8.first, !(0x30...0x39).contains(first) else {
                throw SnippetError(field: field + "env", "names are letters, digits and \"_\", not a digit first")
            }
            guard !value.utf8.contains(0) else {
                throw SnippetError(field: "\(field)env.\(name)", "must not contain a NUL")
            }
        }
    }
}
