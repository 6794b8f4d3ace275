/// Where a configuration file is looked for.
struct ConfigurationSearch {
    /// The name that all standard places share.
    private static let fileName = "config.toml"

    /// From the caller, such as `--config`.
    var explicitPath: String?
    /// From `RUNLET_CONFIG`.
    var environmentPath: String?
    var workingDirectory: String
    var home: String?
    var systemDirectory: String

    /// The file to use, or `nil` if no standard place has one. A file that was asked for must exist, and the first
    /// one that exists must be usable: going on to the next would silently change what is in force.
    func find() throws(ConfigurationError) -> ConfigurationFile? {
        if let explicitPath {
            return try required(explicitPath, because: "no such file")
        }
        if let environmentPath, !environmentPath.isEmpty {
            return try required(
                environmentPath, because: "no such file, although \(EnvironmentSource.fileVariable) names it")
        }
        if let file = try optional(absolute(Self.fileName), name: Self.fileName) { return file }
        if let home, !home.isEmpty, let file = try optional("\(home)/runlet/\(Self.fileName)") { return file }
        return try optional("\(systemDirectory)/\(Self.fileName)")
    }

    private func required(_ path: String, because missing: String) throws(ConfigurationError) -> ConfigurationFile {
        if let file = try optional(absolute(path), name: path) { return file }
        throw ConfigurationError(
            problems: [Problem(source: .file(name: path, line: nil), message: missing)])
    }

    private func optional(_ path: String, name: String? = nil) throws(ConfigurationError) -> ConfigurationFile? {
        do throws(ConfigurationFile.Failure) {
            return try ConfigurationFile(path: path, name: name ?? path)
        } catch {
            guard case .unusable(let reason) = error else { return nil }
            throw ConfigurationError(
                problems: [Problem(source: .file(name: name ?? path, line: nil), message: reason)])
        }
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)"
    }
}
