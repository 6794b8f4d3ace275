import RunletCore
import Testing

@Suite("A file name")
struct FileNameTests {
    @Test(
        "is clean",
        arguments: [
            "a", "main.c", "src/main.rs", ".env", "a b.txt", "été.py", "日本.txt", "a-b", "a..b", "...a", "C:x",
            "1/2/3/4/5/6/7/8/9/10", String(repeating: "x", count: 200), "a@b", "~", "*.txt", "$(id)", "a;b",
            "e\u{301}", "a/e\u{301}", "a.\u{301}",
        ])
    func clean(_ name: String) {
        #expect(FileName.problem(with: name) == nil)
    }

    @Test(
        "is refused where it leaves the directory, is taken for an option, or looks like another",
        arguments: [
            "", ".", "..", "../a", "a/../b", "a/..", "./a", "a/.", "/", "/etc/passwd", "//a", "a//b", "a/", "\0",
            "a\0b",
            "a\nb", "a\rb", "a\tb", "a\u{1B}[2J", "a\u{7F}", "a\u{202E}gpj.exe", "a\u{200B}b", "\u{FEFF}a",
            "a\u{2066}b",
            "a\u{2028}b", "a\u{E000}", "-rf", "a/-rf", "--", "@args", "a/@b", " a", "a ", "a/ b", "a.", "a/b.", "a\\b",
            "..\\a", "1/2/3/4/5/6/7/8/9/10/11", String(repeating: "x", count: 201), String(repeating: "é", count: 101),
        ])
    func refused(_ name: String) {
        #expect(FileName.problem(with: name) != nil)
    }

    /// To Swift a slash, a dash or a dot is another character with such a mark behind it, or one before it; to the kernel
    /// and to tools it is the same byte.
    @Test(
        "is refused all the same where a mark hides what it is",
        arguments: [
            "../\u{301}x", "a/../\u{301}x", "./\u{301}x", "a/./\u{301}x", "a\u{94D}/../\u{301}x",
            "a/\u{D4E}/../\u{301}x",
            "/\u{301}etc", "/\u{301}/x", "a\u{D4E}/", "a\u{D4E}//b", "-\u{301}rf", "-\u{FE0F}x", "-\u{20DD}",
            "a/-\u{301}x",
            "@\u{301}r.c", "a/@\u{308}", " \u{301}x", "a\u{D4E}.", "a\u{D4E} ", "a\\\u{301}b",
            String(repeating: "d/\u{301}", count: 12) + "d",
        ])
    func hidden(_ name: String) {
        #expect(FileName.problem(with: name) != nil)
    }
}
