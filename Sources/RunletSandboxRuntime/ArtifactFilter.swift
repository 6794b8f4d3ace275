import FoundationEssentials
import Glibc
import RunletCore
import RunletSandbox

/// Picks the files that a request asked for out of a working directory's pack.
struct ArtifactFilter {
    let globs: [String]

    /// The files whose names match, and whether some were left out because of the bound or a damaged pack.
    func select(from pack: SandboxPack?, maximum: Int) -> (artifacts: [Artifact], truncated: Bool) {
        guard let pack else { return ([], true) }
        // The pack may hold much that nobody asked for; it is bounded by the run's disk limit already.
        guard let entries = try? pack.entries(maximum: 1 << 30) else { return ([], true) }
        var artifacts: [Artifact] = []
        var total = 0
        var truncated = false
        for entry in entries where globs.contains(where: { fnmatch($0, entry.name, FNM_PATHNAME) == 0 }) {
            guard total + entry.content.count <= maximum else {
                truncated = true
                continue
            }
            total += entry.content.count
            artifacts.append(Artifact(name: entry.name, content: Data(entry.content)))
        }
        return (artifacts, truncated)
    }
}
