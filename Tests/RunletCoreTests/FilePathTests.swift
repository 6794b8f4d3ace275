import RunletCore
import Testing

@Suite("A file name as the kernel sees it")
struct FilePathTests {
    @Test("is its bytes: two ways to write one letter are two names")
    func equality() {
        #expect("\u{E9}" == "e\u{301}")
        #expect(FilePath("\u{E9}") != FilePath("e\u{301}"))
        #expect(Set([FilePath("\u{E9}"), FilePath("e\u{301}"), FilePath("\u{E9}")]).count == 2)
    }

    @Test(
        "has its parts between slashes, whatever stands behind them",
        arguments: [
            ("a", ["a"]), ("a/b", ["a", "b"]), ("a/\u{301}x", ["a", "\u{301}x"]), ("/a//", ["", "a", "", ""]),
            ("", [""]),
            ("a\u{D4E}/b", ["a\u{D4E}", "b"]), ("a\u{2044}b", ["a\u{2044}b"]),
        ])
    func parts(_ name: String, _ parts: [String]) {
        #expect(FilePath(name).parts.map { Array($0) } == parts.map { Array($0.utf8) })
    }

    @Test("has the directories above it")
    func directories() {
        #expect(FilePath("a/b/\u{301}c").directories == [FilePath("a"), FilePath("a/b")])
        #expect(FilePath("a").directories.isEmpty)
    }

    @Test(
        "is below a directory where the directory's name and a slash begin it",
        arguments: [
            ("a/b", "a", true), ("a/\u{301}b", "a", true), ("a/b/c", "a/b", true), ("a", "a", false),
            ("ab", "a", false),
            ("a", "a/b", false), ("e\u{301}/b", "\u{E9}", false), ("a/", "a", true),
        ])
    func isBelow(_ name: String, _ directory: String, _ isBelow: Bool) {
        #expect(FilePath(name).isBelow(FilePath(directory)) == isBelow)
    }

    @Test(
        "has an extension and a stem",
        arguments: [
            ("a.c", true, "a"), ("a.b.c", true, "a.b"), ("a\u{D4E}.c", true, "a\u{D4E}"), ("a.cc", false, "a"),
            ("c", false, "c"), (".c", true, ".c"), ("a.b/\u{301}x", false, "a.b/\u{301}x"), ("d/.c", true, "d/.c"),
            ("a.c\u{301}", false, "a"), ("a.d/b.c", true, "a.d/b"),
        ])
    func stem(_ name: String, _ isC: Bool, _ stem: String) {
        #expect(FilePath(name).hasExtension("c") == isC)
        #expect(FilePath(name).stem.utf8.elementsEqual(stem.utf8))
    }
}
