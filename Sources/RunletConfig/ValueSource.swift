/// Where a value, or a problem with it, comes from.
public enum ValueSource: Sendable, Equatable, CustomStringConvertible {
    /// The default in the code.
    case `default`
    /// A configuration file, under the name that the caller knows it by; `line` counts from 1.
    case file(name: String, line: Int?)
    /// An environment variable.
    case environment(String)

    /// `default`, `file config.toml:12` or `environment RUNLET_BROKER_TYPE`.
    public var description: String {
        switch self {
        case .default: "default"
        case .file: "file \(location ?? "")"
        case .environment(let name): "environment \(name)"
        }
    }

    /// How an error message names the place, such as `config.toml:12`; `nil` for a default.
    public var location: String? {
        switch self {
        case .default: nil
        case .file(let name, nil): name
        case .file(let name, let line?): "\(name):\(line)"
        case .environment(let name): name
        }
    }
}
