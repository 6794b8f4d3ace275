import FoundationEssentials
import RunletCore
import RunletLanguages
import Testing

struct SnippetPlannerTests {
    private static func compiled() throws -> Language {
        try Fixtures.language(
            compile: """
                [compile]
                command = ["{executable}", "-o", "main", "{sources}", "-L{toolchain}/lib", "-m={memory}", "-j{cpus}"]
                env = { MAIN = "{source}" }
                """,
            run: "command = [\"./main\", \"{stem}\"]")
    }

    private static func plan(
        _ snippet: Snippet, _ language: Language, version: String? = nil, defaults: PlanDefaults = PlanDefaults(),
        caps: Limits = .caps
    ) throws(SnippetError) -> ExecutionPlan {
        try SnippetPlanner.plan(
            snippet: snippet, language: language, executable: "/usr/bin/toy", version: version, defaults: defaults,
            caps: caps)
    }

    private static func file(_ name: String) -> SourceFile {
        SourceFile(name: name, content: Data(name.utf8))
    }

    private static func problem(_ body: () throws(SnippetError) -> Void) -> String? {
        do throws(SnippetError) {
            try body()
            return nil
        } catch {
            return error.description
        }
    }

    @Test func aSnippetOfOneFileBecomesOneRun() throws {
        let plan = try Self.plan(Snippet(language: "toy", code: "hi", stdin: "in"), Fixtures.language())
        #expect(plan.language == "toy")
        #expect(plan.files == [SourceFile(name: "main.toy", content: Data("hi".utf8))])
        #expect(plan.compile == nil)
        #expect(plan.run.command == ["/usr/bin/toy", "main.toy"])
        #expect(plan.run.limits == .run)
        #expect(plan.inputs == [RunInput(stdin: Data("in".utf8))])
    }

    @Test func everyPlaceholderStandsForItsValue() throws {
        var snippet = Snippet(language: "toy", code: "hi")
        snippet.files = ["lib/a.toy", "readme.txt", "b.toy"].map(Self.file)
        snippet.entry = "src/app.toy"
        snippet.compileLimits.memory = 512 << 20
        snippet.compileLimits.cpus = 1.9
        let plan = try Self.plan(snippet, Self.compiled())
        #expect(
            plan.compile?.command == [
                "/usr/bin/toy", "-o", "main", "src/app.toy", "lib/a.toy", "b.toy", "-L/usr/bin/lib", "-m=512", "-j1",
            ])
        #expect(plan.compile?.env == ["MAIN": "src/app.toy"])
        #expect(plan.run.command == ["./main", "src/app"])
        #expect(plan.files.map(\.name) == ["src/app.toy", "lib/a.toy", "readme.txt", "b.toy"])
    }

    @Test(arguments: [
        "{executable}.toy", "{sources}", "{source}{source}.toy", "a b.toy", "$(id).toy", "`id`.toy", "a;b.toy", "*.toy",
        "'\".toy", "naïve.toy", "x{y.toy", "a\u{1F600}.toy", "~.toy", "=.toy", "+x.toy",
    ])
    func aFileNameIsOneArgumentAndNeverATemplate(_ name: String) throws {
        var snippet = Snippet(language: "toy", code: "hi")
        snippet.entry = name
        try snippet.validate()
        let command = try #require(try Self.plan(snippet, Self.compiled()).compile?.command)
        #expect(command.count == 7)
        #expect(command[3] == name || command[3] == "./" + name)
        #expect(command[3].utf8.first != UInt8(ascii: "+"))
    }

    @Test(arguments: ["-o", "@list", "--help", "-", "\u{2212}x", "-\u{301}o", "@\u{301}list"])
    func evenANameThatWasNotValidatedIsNeverAnOption(_ name: String) throws {
        var snippet = Snippet(language: "toy", code: "hi")
        snippet.entry = name
        let plan = try Self.plan(snippet, Self.compiled())
        #expect(plan.compile?.command[3] == "./" + name)
        #expect(plan.compile?.env["MAIN"] == "./" + name)
    }

    @Test func argumentsAndEnvironmentOfARequestAreLeftAsTheyAre() throws {
        var snippet = Snippet(language: "toy", code: "hi")
        snippet.inputs = [RunInput(args: ["{source}", "-x"], env: ["A": "{memory}"]), RunInput(args: ["2"])]
        let plan = try Self.plan(snippet, Self.compiled())
        #expect(plan.inputs == snippet.inputs)
        #expect(plan.run.command == ["./main", "main"])
    }

    @Test func withoutCodeTheEntryOrTheFirstFileIsTheMainFile() throws {
        var snippet = Snippet(language: "toy", files: ["a.toy", "b.toy"].map(Self.file))
        #expect(try Self.plan(snippet, Fixtures.language()).run.command == ["/usr/bin/toy", "a.toy"])
        snippet.entry = "b.toy"
        let plan = try Self.plan(snippet, Fixtures.language())
        #expect(plan.run.command == ["/usr/bin/toy", "b.toy"])
        #expect(plan.files.map(\.name) == ["b.toy", "a.toy"])
    }

    @Test(arguments: ["main.toy", "main.toy/x", "main.toy/\u{301}x"])
    func aFileCannotTakeThePlaceOfTheMainFile(_ name: String) throws {
        var snippet = Snippet(language: "toy", code: "hi")
        snippet.files = [Self.file(name)]
        try snippet.validate()
        let language = try Fixtures.language()
        let problem = Self.problem { () throws(SnippetError) in _ = try Self.plan(snippet, language) }
        #expect(problem?.hasPrefix("files[0].name: ") == true)
    }

    @Test func namesAreComparedByTheirBytes() throws {
        var snippet = Snippet(language: "toy", code: "hi")
        snippet.entry = "d.x/\u{301}\u{E9}"
        snippet.files = ["d.x/\u{301}e\u{301}", "a\u{D4E}.toy"].map(Self.file)
        try snippet.validate()
        let plan = try Self.plan(snippet, Self.compiled())
        #expect(plan.run.command == ["./main", "d.x/\u{301}\u{E9}"])
        #expect(plan.compile?.command[3...4] == ["d.x/\u{301}\u{E9}", "a\u{D4E}.toy"])

        snippet.code = nil
        snippet.files = ["e\u{301}", "\u{E9}"].map(Self.file)
        snippet.entry = "\u{E9}"
        let main = try #require(try Self.plan(snippet, Fixtures.language()).files.first?.name)
        #expect(main.utf8.elementsEqual("\u{E9}".utf8))
    }

    @Test func theLimitsOfCompilingAreLookedAtWhereNothingIsCompiled() throws {
        let language = try Fixtures.language()
        for (limits, problem) in [
            (LimitOverrides(timeout: 0), "compile.limits.timeout: must be at least 1ms"),
            (LimitOverrides(memory: 1 << 50), "compile.limits.memory: must be at most 2GiB"),
        ] {
            var snippet = Snippet(language: "toy", code: "hi")
            snippet.compileLimits = limits
            #expect(Self.problem { () throws(SnippetError) in _ = try Self.plan(snippet, language) } == problem)
        }
        var snippet = Snippet(language: "toy", code: "hi")
        snippet.compileLimits.timeout = 1000
        #expect(try Self.plan(snippet, language).compile == nil)
    }

    @Test func aSnippetWithoutAnyFileIsRefused() throws {
        let language = try Fixtures.language()
        let problem = Self.problem { () throws(SnippetError) in
            _ = try Self.plan(Snippet(language: "toy"), language)
        }
        #expect(problem != nil)
    }

    @Test func theLimitsOfTheRequestWinOverTheLanguagesAndTheDefaults() throws {
        let language = try Fixtures.language(run: "command = [\"./main\"]\nmemory = \"128MiB\"\nprocesses = 8")
        var snippet = Snippet(language: "toy", code: "hi")
        snippet.runLimits.processes = 4
        let limits = try Self.plan(snippet, language).run.limits
        #expect(limits.processes == 4)
        #expect(limits.memory == 128 << 20)
        #expect(limits.timeout == Limits.run.timeout)
    }

    @Test func aCapLowersTheLanguageAndRefusesTheRequest() throws {
        let language = try Fixtures.language(run: "command = [\"./main\"]\nmemory = \"1GiB\"")
        var caps = Limits.run
        caps.memory = 64 << 20
        caps.timeout = 1000
        var snippet = Snippet(language: "toy", code: "hi")
        let limits = try Self.plan(snippet, language, caps: caps).run.limits
        #expect(limits.memory == 64 << 20)
        #expect(limits.timeout == 1000)

        snippet.runLimits.timeout = 1001
        #expect(
            Self.problem { () throws(SnippetError) in _ = try Self.plan(snippet, language, caps: caps) }
                == "run.limits.timeout: must be at most 1s")
        snippet.limits.timeout = 1002
        #expect(
            Self.problem { () throws(SnippetError) in _ = try Self.plan(snippet, language, caps: caps) }
                == "limits.timeout: must be at most 1s")
    }

    @Test func extremeLimitsNeverTrap() throws {
        let extreme = Limits(cpus: .infinity, memory: .max, timeout: .max, processes: .max, output: .max, disk: .max)
        let plan = try Self.plan(
            Snippet(language: "toy", code: "hi"), Self.compiled(),
            defaults: PlanDefaults(compile: extreme, run: extreme), caps: extreme)
        #expect(plan.compile?.command.last == "-j1")
    }

    @Test(arguments: ["3", "3.11", "3.11.2"])
    func aVersionIsChosenByItsLeadingParts(_ wanted: String) throws {
        var snippet = Snippet(language: "toy", code: "hi")
        snippet.version = wanted
        #expect(try Self.plan(snippet, Fixtures.language(), version: "3.11.2").version == "3.11.2")
    }

    @Test(arguments: [("3.1", "3.11.2"), ("4", "3.11.2"), ("3.11.2.0", "3.11.2"), ("3", nil), ("", "3.11.2")])
    func anotherVersionIsRefused(_ wanted: String, _ installed: String?) throws {
        var snippet = Snippet(language: "toy", code: "hi")
        snippet.version = wanted
        let language = try Fixtures.language()
        let problem = Self.problem { () throws(SnippetError) in
            _ = try Self.plan(snippet, language, version: installed)
        }
        #expect(problem?.hasPrefix("version: ") == true)
    }
}
