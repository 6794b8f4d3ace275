/// Whether a language can run on this machine.
public enum LanguageAvailability: Hashable, Sendable, CustomStringConvertible {
    /// The absolute path of the language's executable.
    case available(executable: String)
    /// What would bring it: Debian packages, or advice where there are none.
    case missing(packages: [String], hint: String?)

    public var executable: String? {
        if case .available(let executable) = self { executable } else { nil }
    }

    public var description: String {
        switch self {
        case .available(let executable): executable
        case .missing(_, let hint?): "missing: \(hint)"
        case .missing(let packages, nil) where packages.isEmpty: "missing"
        case .missing(let packages, nil): "missing: apt-get install \(packages.joined(separator: " "))"
        }
    }
}
