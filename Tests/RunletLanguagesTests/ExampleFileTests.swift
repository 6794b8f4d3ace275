import RunletCore
import RunletLanguages
import Testing

/// `[[examples]]` and `[format]`.
struct ExampleFileTests {
    /// The smallest file with other tables than `[example]`.
    private static func file(_ tables: String) -> String {
        Fixtures.toy().replacing("[example]\ncode = \"hello\"\noutput = \"hello\"", with: tables)
    }

    private static let plain = "[[examples]]\nname = \"Hello\"\ncode = \"hello\"\noutput = \"hello\"\n"

    @Test func everyKeyOfAnExampleIsRead() throws {
        let language = try Language(
            toml: Self.file(
                """
                [[examples]]
                name = "Ask"
                code = "ask"
                interactive = true
                typed = "yes"
                artifacts = ["*.png"]
                args = ["-a", "b"]
                \(Self.plain)
                """), file: "toy.toml")
        #expect(language.examples.map(\.name) == ["Ask", "Hello"])
        let ask = language.examples[0]
        #expect(ask.isInteractive && ask.typed == "yes" && ask.artifacts == ["*.png"] && ask.args == ["-a", "b"])
        #expect(ask.output == nil && ask.stdin.isEmpty)
        #expect(language.example?.name == "Hello")
    }

    @Test(arguments: [
        ("", "examples is missing"),
        ("[examples]\nname = \"x\"", "examples must be a list of at most 64 tables"),
        ("[[examples]]\nname = \"x\"\noutput = \"\"", "examples[0].code is missing"),
        ("[[examples]]\ncode = \"x\"\noutput = \"\"", "examples[0].name is missing"),
        ("[[examples]]\nname = \"x\"\ncode = \"x\"", "examples must have one with code, stdin and output alone"),
        (plain + plain, "examples must have a name each"),
        (plain + "colour = \"red\"", "examples[0].colour is not a known key"),
        (plain + "interactive = 1", "examples[0].interactive must be true or false"),
        (plain + "interactive = true\nstdin = \"x\"", "examples[0].stdin is for examples that are not interactive"),
        (plain + "typed = \"x\"", "examples[0].typed is for interactive examples"),
        (plain + "artifacts = [\"../x\"]", "examples[0].artifacts[0] must not contain"),
        (plain + "[format]\ncommand = [\"{executable}\"]", "format.executable is missing"),
        (plain + "[format]\nexecutable = \"fmt\"", "format.command is missing"),
        (plain + "[format]\nexecutable = \"a/b\"\ncommand = [\"{executable}\"]", "format.executable must be a name"),
        (plain + "[format]\nexecutable = \"f\"\ncommand = [\"f\"]", "format.command[0] must begin with {executable}"),
        (
            plain + "[format]\nexecutable = \"f\"\ncommand = [\"{executable}\", \"{sources}\"]",
            "format.command[1] cannot use {sources}"
        ),
    ])
    func whatIsWrongIsNamed(_ tables: String, _ problem: String) {
        let problems = Fixtures.problems(of: Self.file(tables))
        #expect(problems.contains { $0.hasPrefix("toy.toml: \(problem)") }, "\(problems)")
    }

    @Test func aFormatterIsLookedForWhereItSaysOrWhereTheLanguageIs() throws {
        let format = "[format]\nexecutable = \"toyfmt\"\ncommand = [\"{executable}\", \"{source}\"]\n"
        let language = try Language(
            toml: Self.file(Self.plain + format).replacing("source =", with: "search = [\"/opt/toy\"]\nsource ="),
            file: "toy.toml")
        let found = try #require(language.format)
        #expect(found.search == ["/opt/toy"])
        let finder = ToolchainFinder(isProgram: { $0 == "/opt/toy/toyfmt" })
        #expect(finder.path(of: found) == "/opt/toy/toyfmt")
        #expect(ToolchainFinder(isProgram: { $0 == "/usr/bin/toyfmt" }).path(of: found) == nil)
        #expect(finder.availability(of: language).executable == nil)
    }

    @Test func theLimitsOfAFormatterAreLoweredToTheCaps() throws {
        let format = "[format]\nexecutable = \"f\"\ncommand = [\"{executable}\"]\nmemory = \"1GiB\"\n"
        let language = try Language(toml: Self.file(Self.plain + format), file: "toy.toml")
        var caps = Limits.caps
        caps.memory = 64 << 20
        caps.timeout = 2000
        caps.output = 1 << 20
        let limits = FormatPlanner.plan(
            code: "x", language: language, format: try #require(language.format), executable: "/usr/bin/f", caps: caps
        ).plan.run.limits
        #expect(limits.memory == 64 << 20)
        #expect(limits.timeout == 2000)
        #expect(limits.output == 1 << 20)
    }
}
