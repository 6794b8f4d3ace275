import CSandbox
import RunletSandbox
import Testing

@Suite("Reading packs")
struct PackParserTests {
    private struct Read: Equatable {
        var name: String
        var content: [UInt8]
    }

    private func read(_ bytes: [UInt8], maximum: Int) throws -> [Read] {
        try SandboxPack(unchecked: bytes).entries(maximum: maximum).map { Read(name: $0.name, content: $0.content) }
    }

    private func entry(_ name: [UInt8], _ content: [UInt8], isDirectory: Bool = false, size: UInt64? = nil) -> [UInt8] {
        let head = sbx_pack_entry(
            mode: 0o644, is_directory: isDirectory ? 1 : 0, name_size: UInt32(name.count), reserved: 0,
            size: size ?? UInt64(content.count))
        return withUnsafeBytes(of: head) { Array($0) } + name + content
    }

    private func entry(_ name: String, _ content: [UInt8] = []) -> [UInt8] {
        entry(Array(name.utf8), content)
    }

    private var end: [UInt8] { withUnsafeBytes(of: sbx_pack_entry()) { Array($0) } }

    @Test("A whole pack is read in its order, directories left out")
    func readsAPack() throws {
        let bytes = entry("b/x", [1, 2]) + entry(Array("b".utf8), [], isDirectory: true) + entry("a") + end
        let expected = [Read(name: "b/x", content: [1, 2]), Read(name: "a", content: [])]
        #expect(try read(bytes, maximum: 2) == expected)
        #expect(try read(bytes, maximum: .max) == expected)
        #expect(try read(bytes + [9, 9, 9], maximum: 2) == expected)
    }

    @Test("A pack that ends early is said to be cut, wherever it ends")
    func tellsACut() {
        let bytes = entry("b/x", [1, 2]) + entry("a", [3]) + end
        for count in 0..<bytes.count {
            #expect(throws: SandboxPack.Malformed.cut) { try read(Array(bytes[..<count]), maximum: 100) }
        }
        for size in [3, 1 << 40, UInt64(Int.max), .max] {
            #expect(throws: SandboxPack.Malformed.cut) {
                try read(entry(Array("a".utf8), [1, 2], size: size), maximum: .max)
            }
        }
    }

    @Test(
        "Names that could lead elsewhere are refused",
        arguments: [
            "/etc/passwd", "..", "../a", "a/../b", "a//b", "./a", "a/", "a/..", "../\u{301}x", "a/../\u{301}x",
            "/\u{301}etc",
            "a\u{D4E}/", "a\0b",
        ])
    func refusesNames(name: String) {
        #expect(throws: SandboxPack.Malformed.name) { try read(entry(name) + end, maximum: 100) }
    }

    @Test("A name that is not UTF-8 is left out, the rest is read")
    func leavesOutNamesThatAreNoText() throws {
        let bytes = entry([0xff, 0xfe], [1]) + entry("a", [2]) + end
        #expect(try read(bytes, maximum: 100) == [Read(name: "a", content: [2])])
    }

    @Test("The content is bounded, and so is the number of files")
    func boundsContent() throws {
        let bytes = entry("a", [1, 2, 3]) + entry("b", [4, 5]) + end
        #expect(throws: SandboxPack.Malformed.tooLarge) { try read(bytes, maximum: 4) }
        #expect(try read(bytes, maximum: 5).count == 2)
        let many = (0...Int(SBX_PACK_ENTRIES_MAX)).flatMap { entry("\($0)") } + end
        #expect(throws: SandboxPack.Malformed.tooLarge) { try read(many, maximum: .max) }
    }

    @Test("The largest maximum does not trap, and the empty pack is empty")
    func takesAnyMaximum() throws {
        let pack = try SandboxPack([.init(name: "a", content: [1])])
        #expect(try pack.entries(maximum: .max).map(\.content) == [[1]])
        #expect(try SandboxPack.empty.entries(maximum: 0).isEmpty)
        #expect(try SandboxPack([]).entries(maximum: 0).isEmpty)
    }

    @Test("Names can be read without contents, however large those are, and contents in any order")
    func readsNamesAlone() throws {
        let contents = [3, 100_000, 0, 8192, 1].map { size in (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) } }
        let bytes = contents.indices.reduce(into: []) { $0 += entry("\($1)", contents[$1]) } + end
        var reader = try SandboxPack(unchecked: bytes).reader()
        var files: [SandboxPackReader.File] = []
        while let file = try reader.next() { files.append(file) }
        #expect(files.map(\.name) == ["0", "1", "2", "3", "4"])
        #expect(files.map(\.size) == contents.map(\.count))
        for index in [4, 1, 0, 3, 2] {
            var content = [UInt8](repeating: 0xAA, count: files[index].size)
            let isWhole = content.withUnsafeMutableBytes { reader.read(files[index], into: $0) }
            #expect(isWhole)
            #expect(content == contents[index])
        }
        var small = [UInt8](repeating: 0, count: 2)
        let fits = small.withUnsafeMutableBytes { reader.read(files[0], into: $0) }
        #expect(!fits)
    }

    @Test("Names of the longest size are read wherever the buffer ends", arguments: [1, 4095, 4096])
    func readsLongNames(_ length: Int) throws {
        let names = (0..<9).map { number in String(repeating: "\(number)", count: length) }
        let bytes = names.reduce(into: []) { $0 += entry($1, [7]) } + end
        #expect(try read(bytes, maximum: 9).map(\.name) == names)
        #expect(throws: SandboxPack.Malformed.cut) {
            try read(entry(String(repeating: "n", count: 4097)) + end, maximum: 9)
        }
    }

    @Test("Random and mutated bytes are refused or read, and what is read is bounded")
    func survivesAnything() {
        var random = SeededGenerator(seed: 7)
        let valid =
            entry("b/x", [1, 2]) + entry(Array("dir".utf8), [], isDirectory: true) + entry("a", Array(0..<50)) + end
        for round in 0..<20_000 {
            var bytes = valid
            if round % 4 == 0 {
                bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            }
            for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
                let index = bytes.indices.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: bytes.remove(at: index)
                default: bytes.insert([0, 0xff, 0x7f].randomElement(using: &random) ?? 0, at: index)
                }
            }
            if round % 3 == 0 { bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))) }
            guard let entries = try? read(bytes, maximum: 60) else { continue }
            #expect(entries.reduce(0) { $0 + $1.content.count } <= min(60, bytes.count))
            #expect(
                !entries.contains { entry in
                    let parts = entry.name.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
                    return parts.contains { $0.isEmpty || $0.elementsEqual("..".utf8) }
                })
        }
    }
}
