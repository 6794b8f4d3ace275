import RunletConfig

/// Writes the reference for people: as a commented file and as tables.
enum ReferenceText {
    static func example(_ reference: [KeyReference]) -> String {
        var text = """
            # Every key of Runlet with its default. Copy this file to config.toml, remove the "#" before a key and before
            # its table's name, and change the value. docs/configuration.md tells more.

            """
        var table = ""
        for key in reference {
            let (parent, name) = split(key.key)
            if parent != table {
                table = parent
                text += "\n#[\(table)]\n"
            }
            text += "# \(key.summary) (\(key.type))\n#\(name) = \(key.defaultValue)\n"
        }
        return text
    }

    static func tables(_ reference: [KeyReference]) -> String {
        var text = ""
        var section = ""
        for key in reference {
            let first = String(key.key.prefix { $0 != "." })
            if first != section {
                section = first
                text += "\n## \(section)\n\n| key | takes | default | meaning |\n|---|---|---|---|\n"
            }
            let secret = key.isSecret ? " Secret: redacted wherever it is shown." : ""
            text += "| `\(key.key)` | \(key.type) | `\(key.defaultValue)` | \(key.summary)\(secret) |\n"
        }
        return text + "\n"
    }

    private static func split(_ key: String) -> (parent: String, name: String) {
        let parts = key.split(separator: ".")
        return (parts.dropLast().joined(separator: "."), parts.last.map(String.init) ?? "")
    }
}
