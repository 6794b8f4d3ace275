import FoundationEssentials
import RunletCore
import RunletLanguages
import Testing

struct ShippedLanguagesTests {
    @Test func everyShippedFileLoads() throws {
        let catalog = try LanguageCatalog.load(directory: Fixtures.shipped)
        #expect(
            catalog.languages.map(\.id) == [
                "bash", "c", "cpp", "go", "java", "javascript", "lua", "perl", "php", "python", "ruby", "rust", "swift",
            ])
    }

    @Test func everyShippedLanguageSaysHowToGetIt() throws {
        for language in try LanguageCatalog.load(directory: Fixtures.shipped).languages {
            #expect(!language.packages.isEmpty || language.hint != nil, "\(language.id)")
            #expect(language.dockerImage != nil, "\(language.id)")
            #expect((3...7).contains(language.examples.count), "\(language.id)")
            #expect(language.examples.contains { $0.isInteractive }, "\(language.id)")
            #expect(language.example?.output?.isEmpty == false, "\(language.id)")
            #expect(language.source.hasSuffix(".\(language.extensions[0])"), "\(language.id)")
        }
    }

    @Test func everyShippedExampleCanBePlanned() throws {
        for language in try LanguageCatalog.load(directory: Fixtures.shipped).languages {
            for example in language.examples {
                let snippet = Snippet(language: language.id, code: example.code, stdin: example.stdin)
                try snippet.validate()
                let plan = try SnippetPlanner.plan(
                    snippet: snippet, language: language, executable: "/usr/bin/\(language.executable)")
                #expect(plan.files.map(\.name) == [language.source])
                for argument in (plan.compile?.command ?? []) + plan.run.command {
                    #expect(!argument.contains("{"), "\(language.id): \(argument)")
                }
            }
        }
    }

    @Test func everyShippedFormatterReadsAProgramAndBringsItsPackages() throws {
        let catalog = try LanguageCatalog.load(directory: Fixtures.shipped)
        let formats = catalog.languages.filter { $0.format != nil }
        #expect(
            formats.map(\.id) == [
                "bash", "c", "cpp", "go", "java", "javascript", "perl", "python", "rust", "swift",
            ])
        for language in formats {
            let format = try #require(language.format)
            #expect(!format.packages.isEmpty || language.hint != nil, "\(language.id)")
            let planned = FormatPlanner.plan(
                code: "x", language: language, format: format, executable: "/usr/bin/tool")
            #expect(planned.plan.run.command[0] == "/usr/bin/tool")
            #expect(planned.plan.inputs.map(\.stdin) == [Data("x".utf8)])
            #expect(planned.plan.run.limits.timeout == 10_000)
            #expect(planned.plan.run.limits.memory <= 256 << 20)
            #expect(planned.plan.compile == nil && planned.plan.files.isEmpty)
            for argument in planned.plan.run.command {
                #expect(!argument.contains("{source}") && !argument.contains("{executable}"), "\(argument)")
            }
        }
    }

    @Test(arguments: [
        ("bash", "GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\nCopyright", "5.2.15"),
        ("python", "Python 3.11.2\n", "3.11.2"),
        ("go", "go version go1.19.8 linux/amd64\n", "1.19.8"),
        ("javascript", "v18.20.4\n", "18.20.4"),
        ("ruby", "ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]\n", "3.1.2"),
        ("perl", "\nThis is perl 5, version 36, subversion 0 (v5.36.0) built for x86_64-linux\n", "5.36.0"),
        ("php", "PHP 8.2.28 (cli) (built: Mar 13 2025 18:21:38) (NTS)\n", "8.2.28"),
        ("lua", "Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio\n", "5.4.4"),
        ("c", "12.2.0\n", "12.2.0"),
        ("cpp", "12.2.0\n", "12.2.0"),
        ("rust", "rustc 1.63.0\n", "1.63.0"),
        ("java", "javac 17.0.15\n", "17.0.15"),
        ("swift", "Swift version 6.3 (swift-6.3-RELEASE)\nTarget: x86_64-unknown-linux-gnu\n", "6.3"),
    ])
    func theVersionIsReadFromWhatTheToolPrints(_ id: String, _ output: String, _ version: String) throws {
        let language = try #require(try LanguageCatalog.load(directory: Fixtures.shipped).language(named: id))
        #expect(language.version.parseVersion(from: output) == version)
        #expect(language.version.parseVersion(from: "no such thing") == nil)
        #expect(language.version.command(executable: "/usr/bin/tool")[0] == "/usr/bin/tool")
    }

    @Test(arguments: ["py", "PY", "Python", "python3"])
    func languagesAreFoundByIdAndAliasInAnyCase(_ name: String) throws {
        let catalog = try LanguageCatalog.load(directory: Fixtures.shipped)
        #expect(catalog.language(named: name)?.id == "python")
    }

    @Test func everyAliasLeadsToItsLanguageAndOtherNamesToNone() throws {
        let catalog = try LanguageCatalog.load(directory: Fixtures.shipped)
        for language in catalog.languages {
            for alias in language.aliases {
                #expect(catalog.language(named: alias.uppercased())?.id == language.id)
            }
        }
        #expect(catalog.language(named: "foo") == nil)
        #expect(catalog.language(named: "") == nil)
    }
}
