import RunletCore

extension TOMLReader {
    /// The examples of a language: `[example]`, and each `[[examples]]`. Never empty where nothing was reported.
    mutating func examples() -> [LanguageExample] {
        let before = problems.count
        let first = table("example") { reader -> LanguageExample in
            reader.example(name: "Example", output: reader.requiredString("output"))
        }
        let more =
            tables("examples") { reader -> LanguageExample in
                let name = reader.requiredString("name", check: LanguageRules.name)
                return reader.example(name: name, output: reader.string("output"))
            } ?? []
        let examples = [first].compactMap(\.self) + more
        guard problems.count == before else { return examples }
        if examples.isEmpty {
            report("examples", "is missing")
        } else if !examples.contains(where: \.isPlain) {
            report("examples", "must have one with code, stdin and output alone")
        }
        let names = examples.map(\.name)
        if Set(names).count < names.count { report("examples", "must have a name each") }
        return examples
    }

    private mutating func example(name: String, output: String?) -> LanguageExample {
        let example = LanguageExample(
            name: name, code: requiredString("code"), stdin: string("stdin") ?? "",
            args: strings("args") { $0.utf8.contains(0) ? "must not contain a NUL" : nil } ?? [], output: output,
            isInteractive: boolean("interactive") ?? false, typed: string("typed") ?? "",
            artifacts: strings("artifacts", check: FileName.problem) ?? [])
        if example.isInteractive, !example.stdin.isEmpty {
            report("stdin", "is for examples that are not interactive; use typed")
        }
        if !example.isInteractive, !example.typed.isEmpty { report("typed", "is for interactive examples") }
        return example
    }
}

extension LanguageExample {
    /// Whether code, stdin and output say all of it, as a client of before there were more can show it.
    var isPlain: Bool {
        output != nil && args.isEmpty && !isInteractive && artifacts.isEmpty
    }
}
