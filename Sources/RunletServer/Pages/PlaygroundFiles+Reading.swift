import FoundationEssentials
import Glibc
import RunletLanguages

extension PlaygroundFiles {
    /// Bounds of the folder, far above what it needs: a wrong one must not fill the memory.
    private static let mostFiles = 1000
    private static let mostBytes = 32 << 20
    private static let deepest = 8

    /// Reads a folder. Names are letters, digits, `.`, `-` and `_`, without a dot in front; what is called otherwise, or
    /// has no type that is served, is left out, and so is what a symbolic link takes from elsewhere.
    ///
    /// - Throws: ``PlaygroundError`` where there is no page, or too much.
    public init(folder: String) throws(PlaygroundError) {
        guard let root = Self.resolved(folder) else {
            throw PlaygroundError("there is no folder \(folder)", isMissing: true)
        }
        var reading = Reading(root: root)
        try reading.read("", depth: 0)
        var files: [String: PageFile] = [:]
        for (path, file) in reading.found {
            guard let dot = path.lastIndex(of: "."),
                let type = Self.contentTypes[String(path[path.index(after: dot)...])]
            else { continue }
            // A packed file that is older than the plain one is of another version.
            let packed = reading.found[path + ".gz"].flatMap { $0.time >= file.time ? $0 : nil }
            files[path] = PageFile(
                contentType: type, content: file.content,
                packed: packed?.content)
        }
        guard files["index.html"] != nil else { throw PlaygroundError("\(folder) has no index.html") }
        self.init(files: files)
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func isName(_ name: String) -> Bool {
        !name.hasPrefix(".")
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "._-".utf8.contains(byte)
                }
            }
    }

    private struct Reading {
        struct File {
            let content: PageFile.Content
            let time: Date
        }

        let root: String
        var found: [String: File] = [:]
        private var bytes = 0

        init(root: String) {
            self.root = root
        }

        mutating func read(_ folder: String, depth: Int) throws(PlaygroundError) {
            guard depth <= deepest else { throw PlaygroundError("\(root) is more than \(deepest) folders deep") }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
            for name in names.sorted() where isName(name) {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                guard let place = resolved("\(root)/\(path)"), place.hasPrefix(root + "/") else { continue }
                guard let facts = try? FileManager.default.attributesOfItem(atPath: place) else { continue }
                switch facts[.type] as? FileAttributeType {
                // A link to a folder could lead in a circle.
                case .typeDirectory where place == "\(root)/\(path)": try read(path, depth: depth + 1)
                case .typeRegular: try add(path, at: place, facts)
                default: continue
                }
            }
        }

        private mutating func add(
            _ path: String, at place: String, _ facts: [FileAttributeKey: Any]
        ) throws(PlaygroundError) {
            guard found.count < mostFiles else { throw PlaygroundError("\(root) has more than \(mostFiles) files") }
            do {
                let read = try BoundedFile.read(place, bound: mostBytes - bytes)
                bytes += read.count
                found[path] = File(
                    content: PageFile.Content(read), time: facts[.modificationDate] as? Date ?? .distantPast)
            } catch {
                switch error {
                case .unreadable: throw PlaygroundError("\(place) cannot be read")
                case .tooLarge: throw PlaygroundError("\(root) has more than \(mostBytes >> 20) MiB")
                }
            }
        }
    }
}
