import RunletCore
import Testing

@Suite("A file name")
struct FileNameTests {
    @Test(
        "is clean",
        arguments: [
            "a", "main.c", "src/main.rs", ".env", "a b.txt", "été.py", "日本.txt", "a-b", "a..b", "...a", "C:x",
            "1/2/3/4/5/6/7/8/9/10", String(repeating: "x", count: 200), "a@b", "~", "*.txt", "$(id)", "a;b",
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
}
