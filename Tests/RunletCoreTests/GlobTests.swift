import Glibc
import RunletCore
import Testing

@Suite("A glob")
struct GlobTests {
    private static func matches(_ glob: String, _ name: [UInt8]) -> Bool {
        var steps = Int.max
        return Glob(glob).matches(name, steps: &steps)
    }

    @Test(
        "matches",
        arguments: [
            ("", ""), ("a", "a"), ("*", ""), ("*", "a.txt"), ("*", ".hidden"), ("*.txt", "a.txt"), ("*.txt", ".txt"),
            ("a*", "a"), ("a*b*c", "aXbYbc"), ("*a*", "bab"), ("**", "ab"), ("***a", "a"), ("?", "a"), ("a?c", "abc"),
            ("*?", "a"), ("out/*", "out/a"), ("*/*", "a/b"), ("*/", "a/"), ("a*/b*", "ax/by"), ("**/b", "a/b"),
            ("[abc]", "b"), ("[a-c]x", "bx"), ("[!a]", "b"), ("[^a]", "b"), ("[]a]", "]"), ("[!]a]", "b"),
            ("[a-]", "-"),
            ("[-a]", "-"), ("[[a]", "["), ("[a-b-c]", "-"), ("[*?]", "*"), ("[[:digit:]]", "7"), ("[![:digit:]]", "x"),
            ("[[:alpha:][:digit:]_]", "_"), ("[[:xdigit:]-z]", "-"), ("[", "["), ("[a", "[a"), ("[]", "[]"),
            ("[!]", "[!]"),
            ("*[a-", "x[a-"), ("[[:", "[[:"), ("[[:alpha]", "l"), ("[a/]", "a"), ("{a,b}", "{a,b}"), ("~", "~"),
            ("\u{E9}*", "\u{E9}.txt"), ("??", "\u{E9}"), ("*\u{301}", "e\u{301}"),
        ])
    func matches(_ glob: String, _ name: String) {
        #expect(Self.matches(glob, Array(name.utf8)))
    }

    @Test(
        "does not match",
        arguments: [
            ("", "a"), ("a", ""), ("a", "A"), ("a", "ab"), ("*", "a/b"), ("**", "a/b"), ("a*b", "a/b"), ("a?b", "a/b"),
            ("a[/]b", "a/b"), ("a[!x]b", "a/b"), ("a[.-0]b", "a/b"), ("*/b", "a/c/b"), ("*b/c", "ab/b/c"), ("?", ""),
            ("[abc]", "d"), ("[!a]", "a"), ("[^a]", "a"), ("[z-a]", "m"), ("[a-c]", "-"), ("[[:digit:]]", "x"),
            ("[[:none:]]", "n"), ("[[:DIGIT:]]", "7"), ("*.txt", "a.txt2"), ("a*b*c", "acb"), ("*a", "ab"), ("[a", "a"),
            ("\u{E9}", "e\u{301}"), ("*/x", "a/\u{301}/x"), ("out*", "out/a"), ("*a*a*a", "aa"),
        ])
    func matchesNot(_ glob: String, _ name: String) {
        #expect(!Self.matches(glob, Array(name.utf8)))
    }

    /// Short ones, where the C library is quick.
    @Test("says of random names what fnmatch says", arguments: 0..<16)
    func agrees(_ round: UInt64) {
        var random = Randomness(state: round)
        let letters = Array("aab-/".utf8)
        let signs = Array("aab-/**??[[]]!^".utf8)
        var matching = 0
        for _ in 0..<20_000 {
            let name = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                letters.randomElement(using: &random) ?? 0
            }
            let glob = (0..<Int.random(in: 0...10, using: &random)).map { _ in signs.randomElement(using: &random) ?? 0
            }
            let globText = String(decoding: glob, as: UTF8.self)
            let isMatch = fnmatch(globText, String(decoding: name, as: UTF8.self), FNM_PATHNAME) == 0
            if isMatch { matching += 1 }
            #expect(Self.matches(globText, name) == isMatch, "\(globText) \(String(decoding: name, as: UTF8.self))")
        }
        #expect(matching > 200)
    }

    @Test("survives any bytes, within the steps of the product of the lengths", arguments: 0..<16)
    func survives(_ round: UInt64) {
        var random = Randomness(state: round)
        for _ in 0..<500 {
            let text = String(
                decoding: (0..<Int.random(in: 0...60, using: &random)).map { _ in
                    Bool.random(using: &random)
                        ? UInt8.random(in: 0...255, using: &random)
                        : Array("*?[]!:-/a".utf8)[Int.random(in: 0..<9, using: &random)]
                }, as: UTF8.self)
            let name = (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
            }
            let bound = 2 * (text.utf8.count + 1) * (name.count + 1)
            var steps = bound
            _ = Glob(text).matches(name, steps: &steps)
            #expect(steps >= 0)
        }
    }

    @Test(
        "takes few steps whatever it is, and whatever it is held against",
        arguments: ["*[", "*a", "*?", "*[!b]", "*[[:alpha:]]", "*[a", "*a*", "[a", "**"])
    func work(_ piece: String) {
        let glob = String(String(repeating: piece, count: 100).utf8.prefix(197)) ?? ""
        for unit in ["a", "a[", "[", "/a", "ab"] {
            let name = Array(String(repeating: unit, count: 4096 / unit.utf8.count).utf8)
            for end in ["", "Z00"] {
                var steps = 2 * 201 * 4097
                #expect(!Glob(glob + end).matches(name, steps: &steps) || end.isEmpty)
                #expect(steps >= 0)
            }
        }
    }

    @Test("of a list matches where one of them does, until the steps are spent")
    func list() {
        func matching(_ names: [String], _ globs: inout GlobList) -> [String] {
            names.filter { globs.matches($0) }
        }
        var globs = GlobList(["*.c", "out/*"], steps: 1000)
        #expect(matching(["a.c", "out/x", "a.h"], &globs) == ["a.c", "out/x"])
        #expect(!globs.isExhausted)

        let long = String(repeating: "a", count: 100)
        var few = GlobList(["*a*b", "x"], steps: 50)
        #expect(matching(["x", long, "x"], &few) == ["x"])
        #expect(few.isExhausted)
        var none = GlobList([], steps: 0)
        #expect(matching(["x"], &none).isEmpty)
        #expect(!none.isExhausted)
    }
}
