import FoundationEssentials
import RunletCore
import RunletSandbox

/// Picks the files that a request asked for out of a working directory's pack.
///
/// The pack may hold much that nobody asked for, under many names: only names are looked at, with bounded work, and only
/// the content of what is asked for and fits is read.
struct ArtifactFilter {
    let globs: [String]

    /// The most steps of matching for one result: some tens of milliseconds where someone makes the most of them.
    private static let steps = 1 << 24
    /// How many of them are taken before others have their turn: about a millisecond.
    private static let stretch = 1 << 18

    /// The files whose names match, and whether some may be missing because of a bound or a damaged pack.
    func select(
        from pack: SandboxPack?, room: ArtifactRoom
    ) async -> (artifacts: [Artifact], truncated: Bool) {
        guard let pack else { return ([], true) }
        var room = room
        var globs = GlobList(globs, steps: Self.steps)
        var artifacts: [Artifact] = []
        var truncated = false
        do throws(SandboxPack.Malformed) {
            var reader = pack.reader()
            var pause = globs.steps - Self.stretch
            while let file = try reader.next() {
                if globs.steps < pause {
                    await Task.yield()
                    pause = globs.steps - Self.stretch
                }
                guard globs.matches(file.name) else {
                    if globs.isExhausted { return (artifacts, true) }
                    continue
                }
                guard room.take(name: file.name, size: file.size) else {
                    truncated = true
                    if room.isFull { break }
                    continue
                }
                var content = Data(count: file.size)
                guard content.withUnsafeMutableBytes({ reader.read(file, into: $0) }) else { throw .cut }
                artifacts.append(Artifact(name: file.name, content: content))
            }
        } catch {
            return ([], true)
        }
        return (artifacts, truncated)
    }
}
