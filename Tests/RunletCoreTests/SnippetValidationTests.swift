import FoundationEssentials
import RunletCore
import Testing

@Suite("A snippet is refused")
struct SnippetValidationTests {
    private static func snippet(_ change: (inout Snippet) -> Void) -> Snippet {
        var snippet = Snippet(language: "c", code: "x")
        change(&snippet)
        return snippet
    }

    private static func file(_ name: String) -> SourceFile {
        SourceFile(name: name, content: Data())
    }

    private static let cases: [(Snippet, String)] = [
        (snippet { $0.language = "" }, "require: language"),
        (snippet { $0.code = nil }, "require: code"),
        (snippet { $0.language = String(repeating: "x", count: 65) }, "language: "),
        (snippet { $0.version = String(repeating: "1", count: 65) }, "version: "),
        (snippet { $0.files = (0...100).map { file("\($0)") } }, "files: "),
        (snippet { $0.files = [file("a"), file("../b")] }, "files[1].name: "),
        (snippet { $0.files = [file("a"), file("a")] }, "files[1].name: is there twice"),
        (snippet { $0.files = [file("a/b"), file("a")] }, "files[1].name: is also a directory"),
        (
            snippet {
                $0.entry = "a/b/c"
                $0.files = [file("a/b")]
            }, "files[0].name: is also a directory"
        ),
        (
            snippet {
                $0.entry = "main"
                $0.files = [file("main")]
            }, "files[0].name: is there twice"
        ),
        (snippet { $0.files = [file("a"), file("a/\u{301}x")] }, "files[0].name: is also a directory"),
        (
            snippet {
                $0.code = nil
                $0.entry = "\u{E9}"
                $0.files = [file("e\u{301}")]
            }, "entry: is not one of the files"
        ),
        (snippet { $0.entry = "/etc/passwd" }, "entry: "),
        (
            snippet {
                $0.code = nil
                $0.entry = "b"
                $0.files = [file("a")]
            }, "entry: is not one of the files"
        ),
        (snippet { $0.inputs = [] }, "inputs: "),
        (snippet { $0.inputs = Array(repeating: RunInput(), count: 101) }, "inputs: "),
        (
            snippet {
                $0.inputs = [RunInput()]
                $0.input.args = ["a"]
            }, "inputs: cannot be combined"
        ),
        (snippet { $0.inputs = [RunInput(), RunInput(args: ["a\0b"])] }, "inputs[1].args[0]: "),
        (snippet { $0.input.args = Array(repeating: "", count: 1001) }, "args: "),
        (snippet { $0.input.args = [String(repeating: "x", count: 65_537)] }, "args: "),
        (snippet { $0.input.env = ["A=B": ""] }, "env: "),
        (snippet { $0.input.env = ["": ""] }, "env: "),
        (snippet { $0.input.env = ["1A": ""] }, "env: "),
        (snippet { $0.input.env = ["É": ""] }, "env: "),
        (snippet { $0.input.env = ["A": "\0"] }, "env.A: "),
        (snippet { $0.input.env = ["A": String(repeating: "x", count: 65_536)] }, "env: "),
        (snippet { $0.artifacts = Array(repeating: "a", count: 21) }, "artifacts: "),
        (snippet { $0.artifacts = ["ok", "../*"] }, "artifacts[1]: "),
        (snippet { $0.artifacts = ["ok", "*/../\u{301}*"] }, "artifacts[1]: "),
        (snippet { $0.artifacts = [String(repeating: "*[", count: 101)] }, "artifacts[0]: must be at most 200 bytes"),
    ]

    @Test("with an error that names its field", arguments: cases.indices)
    func refused(_ index: Int) {
        let (snippet, text) = Self.cases[index]
        let error = #expect(throws: SnippetError.self) { try snippet.validate() }
        #expect(error?.description.hasPrefix(text) == true, "\(error?.description ?? "") is not \(text)")
    }

    @Test("never where it is fine")
    func fine() throws {
        try Self.snippet { snippet in
            snippet.files = [Self.file("a/b"), Self.file("a/c"), Self.file("d")]
            // Two files to a file system, though one text to Swift.
            snippet.files += [Self.file("\u{E9}"), Self.file("e\u{301}")]
            snippet.input.env = ["_A1": "x\ny"]
            snippet.artifacts = ["*.png", "out/*"]
        }.validate()
    }
}
