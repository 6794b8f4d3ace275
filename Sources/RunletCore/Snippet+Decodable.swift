import struct FoundationEssentials.Data

extension Snippet: Decodable {
    private enum Key: String, CodingKey, CaseIterable {
        case language, version, code, entry, files, stdin, args, env, inputs, limits, compile, run, artifacts
    }

    private enum PhaseKey: String, CodingKey, CaseIterable {
        case limits
    }

    /// The JSON of `POST /execute`. Fields that are not known are refused.
    public init(from decoder: any Decoder) throws {
        try rejectUnknownKeys(in: decoder, known: Key.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: Key.self)

        /// The limits of `{"limits": {...}}` under a phase's name.
        func limits(of phase: Key) throws -> LimitOverrides {
            guard container.contains(phase) else { return LimitOverrides() }
            try rejectUnknownKeys(
                in: container.superDecoder(forKey: phase), known: PhaseKey.allCases.map(\.rawValue))
            let nested = try container.nestedContainer(keyedBy: PhaseKey.self, forKey: phase)
            guard nested.contains(.limits) else { return LimitOverrides() }
            return try nested.decode(LimitOverrides.self, forKey: .limits)
        }

        let common =
            container.contains(.limits) ? try container.decode(LimitOverrides.self, forKey: .limits) : LimitOverrides()
        let stdin = try container.decodeIfPresent(String.self, forKey: .stdin)
        let code = try container.decodeIfPresent(String.self, forKey: .code)
        self.init(
            language: try container.decodeIfPresent(String.self, forKey: .language) ?? "",
            version: try container.decodeIfPresent(String.self, forKey: .version),
            code: code.map { Data($0.utf8) },
            entry: try container.decodeIfPresent(String.self, forKey: .entry),
            files: try container.decodeIfPresent([FileEntry].self, forKey: .files)?.map(\.file) ?? [],
            input: RunInput(
                stdin: Data((stdin ?? "").utf8),
                args: try container.decodeIfPresent([String].self, forKey: .args) ?? [],
                env: try container.decodeIfPresent([String: String].self, forKey: .env) ?? [:]),
            inputs: try container.decodeIfPresent([InputEntry].self, forKey: .inputs)?.map(\.input),
            limits: common,
            compileLimits: try limits(of: .compile),
            runLimits: try limits(of: .run),
            artifacts: try container.decodeIfPresent([String].self, forKey: .artifacts) ?? [])
    }
}

/// An entry of `files`.
private struct FileEntry: Decodable {
    let file: SourceFile

    enum Key: String, CodingKey, CaseIterable {
        case name, content, encoding
    }

    init(from decoder: any Decoder) throws {
        try rejectUnknownKeys(in: decoder, known: Key.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: Key.self)
        let text = try container.decode(String.self, forKey: .content)
        let content: Data
        switch try container.decodeIfPresent(String.self, forKey: .encoding) {
        case nil, "utf8":
            content = Data(text.utf8)
        case "base64":
            guard let bytes = Data(strictBase64: text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .content, in: container, debugDescription: "is not valid base64")
            }
            content = bytes
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .encoding, in: container, debugDescription: "must be \"utf8\" or \"base64\"")
        }
        file = SourceFile(name: try container.decode(String.self, forKey: .name), content: content)
    }
}

/// An entry of `inputs`.
private struct InputEntry: Decodable {
    let input: RunInput

    enum Key: String, CodingKey, CaseIterable {
        case stdin, args, env
    }

    init(from decoder: any Decoder) throws {
        try rejectUnknownKeys(in: decoder, known: Key.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: Key.self)
        input = RunInput(
            stdin: Data((try container.decodeIfPresent(String.self, forKey: .stdin) ?? "").utf8),
            args: try container.decodeIfPresent([String].self, forKey: .args) ?? [],
            env: try container.decodeIfPresent([String: String].self, forKey: .env) ?? [:])
    }
}
