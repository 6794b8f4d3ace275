import RunletCore
import RunletLanguages
import Testing

struct LanguageFileTests {
    @Test func theSmallestFileGetsDefaults() throws {
        let language = try Fixtures.language()
        #expect(language.search == ["/usr/bin", "/usr/local/bin"])
        #expect(language.aliases.isEmpty && language.packages.isEmpty && language.mounts.isEmpty)
        #expect(language.compile == nil && language.hint == nil && language.dockerImage == nil)
        #expect(language.example?.stdin == "")
        #expect(language.examples.map(\.name) == ["Example"])
        #expect(language.format == nil)
    }

    @Test func thePhasesHaveTheirOwnEnvironmentOverTheCommonOne() throws {
        let language = try Fixtures.language(
            "env = { A = \"1\", B = \"1\" }",
            compile:
                "[compile]\ncommand = [\"/usr/bin/true\"]\nenv = { B = \"2\" }\ntimeout = \"30s\"\nmemory = \"2GiB\"")
        #expect(language.compile?.env == ["A": "1", "B": "2"])
        #expect(language.run.env == ["A": "1", "B": "1"])
        #expect(language.compile?.limits.timeout == 30_000)
        #expect(language.compile?.limits.memory == 2 << 30)
        #expect(language.compile?.limits.processes == nil)
    }

    @Test(arguments: [
        ("alias = [\"t\"]", "toy.toml: alias is not a known key"),
        ("aliases = \"t\"", "toy.toml: aliases must be a list of at most 64 strings"),
        ("aliases = [1]", "toy.toml: aliases[0] must be a string"),
        ("aliases = [\"T\"]", "toy.toml: aliases[0] must be 1 to 32 of a-z, 0-9, \"+\", \"#\", \"-\" and \".\""),
        ("search = []", "toy.toml: search must not be empty"),
        ("search = [\"bin\"]", "toy.toml: search[0] must be an absolute path"),
        ("search = [\"/usr/../bin\"]", "toy.toml: search[0] must not contain \".\" or \"..\""),
        ("mounts = [\"/\"]", "toy.toml: mounts[0] must be an absolute path"),
        ("mounts = [\"/proc\"]", "toy.toml: mounts[0] cannot be mounted into a sandbox"),
        ("mounts = [\"/proc/\u{301}x\"]", "toy.toml: mounts[0] cannot be mounted into a sandbox"),
        ("mounts = [\"/usr/../\u{301}x\"]", "toy.toml: mounts[0] must not contain \".\" or \"..\""),
        (
            "mounts = [\"/etc\"]",
            "toy.toml: mounts[0] must be a directory inside /etc: the whole of it is not for programs to see"
        ),
        ("packages = [\"-y\"]", "toy.toml: packages[0] must be the name of a Debian package"),
        ("packages = [\"a b\"]", "toy.toml: packages[0] must be the name of a Debian package"),
        ("hint = \"\"", "toy.toml: hint must be 1 to 512 bytes without control characters"),
        (
            "env = { \"A B\" = \"1\" }",
            "toy.toml: env has a name that is not letters, digits and \"_\", not a digit first"
        ),
        ("env = { A = 1 }", "toy.toml: env.A must be a string"),
        ("env = { A = \"{sources}\" }", "toy.toml: env.A cannot use {sources}"),
        ("compile = 1", "toy.toml: compile must be a table"),
        ("docker = {}", "toy.toml: docker.image is missing"),
    ])
    func aWrongKeyIsNamed(_ line: String, _ problem: String) {
        #expect(Fixtures.problems(of: Fixtures.toy(line)) == [problem])
    }

    @Test(arguments: [
        ("", "toy.toml: run.command is missing"),
        ("command = []", "toy.toml: run.command must not be empty"),
        ("command = [\"toy\"]", "run.command[0] must begin with {executable}"),
        ("command = [\"{source}\"]", "run.command[0] must begin with {executable}"),
        ("command = [\"{executable}\", \"{file}\"]", "run.command[1] has an unknown placeholder {file}"),
        (
            "command = [\"{executable}\", \"-i{sources}\"]",
            "run.command[1] must have {sources} as an argument of its own"
        ),
        ("command = [\"./main\"]\ntimeout = \"soon\"", "run.timeout is not a limit"),
        ("command = [\"./main\"]\ntimeout = -1", "run.timeout is not a limit"),
        ("command = [\"./main\"]\nmemory = \"1KiB\"", "run.memory must be at least 4MiB"),
        ("command = [\"./main\"]\nprocesses = 0", "run.processes must be at least 1"),
        ("command = [\"./main\"]\ncpus = nan", "run.cpus must be at least 0.01"),
        ("command = [\"./main\"]\nprivileged = true", "run.privileged is not a known key"),
    ])
    func aWrongKeyOfAPhaseIsNamedWithItsTable(_ run: String, _ problem: String) {
        let problems = Fixtures.problems(of: Fixtures.toy(run: run))
        #expect(problems.count == 1)
        #expect(problems.first?.contains(problem) == true, "\(problems)")
    }

    @Test func allProblemsOfAFileAreListed() {
        let problems = Fixtures.problems(of: "id = \"Toy\"\nmore = 1")
        #expect(problems.contains("toy.toml: id must be 1 to 32 of a-z, 0-9, \"+\", \"#\" and \"-\""))
        for key in ["name", "extensions", "source", "executable", "version", "run", "examples"] {
            #expect(problems.contains("toy.toml: \(key) is missing"))
        }
        #expect(problems.contains("toy.toml: more is not a known key"))
    }

    @Test func theIdIsTheNameOfTheFile() {
        #expect(
            Fixtures.problems(of: Fixtures.toy(), file: "other.toml")
                == ["other.toml: id must be the name of the file, other.toml"])
    }

    @Test(arguments: ["(", "toy", "(a)(b)", "[", "(?<", "\\"])
    func aPatternNeedsExactlyOneGroup(_ pattern: String) {
        let toml = Fixtures.toy().replacing("toy (\\S+)", with: pattern)
        #expect(
            Fixtures.problems(of: toml)
                == ["toy.toml: version.pattern must be a regular expression with one capture group"])
    }

    @Test func aFileThatIsNoTOMLIsRefusedWithItsLine() {
        #expect(Fixtures.problems(of: "id = \"toy\"\nname = ").first?.contains("is not TOML: line 2") == true)
    }

    /// The parser would abort on each of these.
    @Test(arguments: ["[.", "[#", "[=", "[\n", "[ \r", "[[[", "[[ .", "[\u{202E}", "a = [}", "a = [1, }", "a = [\n}"])
    func whatTheParserCannotBearIsRefusedBefore(_ line: String) {
        let problems = Fixtures.problems(of: "b = \"[\"\nc = \'\'\'\n[.\'\'\'\n\(line)")
        #expect(problems.first?.hasPrefix("toy.toml: is not TOML: line ") == true, "\(problems)")
    }

    @Test(arguments: [
        "a = \"\"\"\n[.\n\\\"\"\" [}\"\"\"\"\"", "a = \'[.\' # [}", "a = [\n  \"}\", # }\n  [],\n]", "[ \"a.b\" ]",
        "[[a]]",
        "a = { b = [ { c = 1 } ] }", "a = \"\"\nb = \'\'\nc = \"\"\"\"\"\"",
    ])
    func bracketsInStringsAndCommentsAreFine(_ line: String) {
        #expect(
            Fixtures.problems(of: line).allSatisfy { !$0.contains("is not TOML") }, "\(Fixtures.problems(of: line))")
    }

    @Test(arguments: ["hint = \"\\u0000\"", "hint = \"\\U00000000\"", "hint = \"\0\""])
    func aNULIsRefused(_ line: String) {
        #expect(Fixtures.problems(of: Fixtures.toy(line)) == ["toy.toml: holds a NUL character"])
    }

    @Test func aLargeFileIsRefused() {
        let toml = Fixtures.toy() + "\n#" + String(repeating: "x", count: Language.fileBound)
        #expect(Fixtures.problems(of: toml) == ["toy.toml: must be at most 64 KiB long"])
    }
}
