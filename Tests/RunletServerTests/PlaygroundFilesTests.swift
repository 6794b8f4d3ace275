import Foundation
import RunletServer
import Testing

@Suite("The playground's folder")
struct PlaygroundFilesTests {
    /// A folder for the body, gone after it.
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = URL(filePath: "/tmp/runlet-pages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("page".utf8).write(to: folder.appending(path: "index.html"))
        try body(folder)
    }

    private func problem(_ folder: URL) -> PlaygroundError? {
        do throws(PlaygroundError) {
            _ = try PlaygroundFiles(folder: folder.path())
            return nil
        } catch {
            return error
        }
    }

    @Test("a packed file that is older than the plain one is of another version")
    func stale() throws {
        try withFolder { folder in
            for name in ["a.js", "a.js.gz", "b.js", "b.js.gz"] {
                try Data(name.utf8).write(to: folder.appending(path: name))
            }
            let old: [FileAttributeKey: Any] = [.modificationDate: Date(timeIntervalSinceNow: -60)]
            try FileManager.default.setAttributes(old, ofItemAtPath: folder.appending(path: "a.js.gz").path())
            let files = try PlaygroundFiles(folder: folder.path())
            #expect(files["a.js"]?.packed == nil)
            #expect(files["b.js"]?.packed?.bytes == Array("b.js.gz".utf8))
            #expect(files["b.js"]?.content.bytes == Array("b.js".utf8))
            #expect(files["b.js"]?.packed?.tag != files["b.js"]?.content.tag)
            #expect(files["b.js.gz"] == nil)
        }
    }

    @Test("a folder that is too much is an error, and so is one without a page")
    func bounds() throws {
        try withFolder { folder in
            #expect(problem(folder) == nil)
            #expect(problem(folder.appending(path: "nowhere"))?.isMissing == true)
            for number in 0..<1000 { try Data().write(to: folder.appending(path: "\(number).txt")) }
            #expect(problem(folder)?.description.contains("more than 1000 files") == true)
        }
        try withFolder { folder in
            try Data(count: 33 << 20).write(to: folder.appending(path: "large.txt"))
            #expect(problem(folder)?.description.contains("more than 32 MiB") == true)
        }
        try withFolder { folder in
            let deep = folder.appending(path: "1/2/3/4/5/6/7/8/9")
            try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
            #expect(problem(folder)?.description.contains("more than 8 folders deep") == true)
        }
        try withFolder { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "index.html"))
            let error = try #require(problem(folder))
            #expect(!error.isMissing && error.description.contains("has no index.html"))
        }
    }
}
