/// Finds a folder of files that come with the engine.
package enum DataFolder {
    /// Where a package of the engine keeps its folders.
    package static let installed = "/usr/share/runlet"

    /// How far above the executable a checkout's root can be: `.build/<triple>/release/runlet`.
    private static let parents = 4

    /// Where the folder may be, in the order in which to look: beside the executable and beside its parents (a build
    /// finds those of its checkout), beside the working directory's files, and the installed one.
    ///
    /// - Parameter executablePath: absolute, with symbolic links resolved.
    package static func candidates(
        _ name: String, executablePath: String, workingDirectory: String
    ) -> [String] {
        var candidates: [String] = []
        var directory = executablePath[...]
        for _ in 0...parents {
            guard let slash = directory.lastIndex(of: "/") else { break }
            directory = directory[..<slash]
            candidates.append("\(directory)/\(name)")
        }
        for other in ["\(workingDirectory)/\(name)", "\(installed)/\(name)"] where !candidates.contains(other) {
            candidates.append(other)
        }
        return candidates
    }
}
