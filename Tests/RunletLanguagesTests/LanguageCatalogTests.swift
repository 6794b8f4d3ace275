import FoundationEssentials
import RunletLanguages
import Testing

struct LanguageCatalogTests {
    private static func toy(_ id: String, aliases: String = "") -> String {
        Fixtures.toy("aliases = [\(aliases)]").replacing("id = \"toy\"", with: "id = \"\(id)\"")
    }

    private static func problems(_ body: () throws(LanguageError) -> Void) -> [String] {
        do throws(LanguageError) {
            try body()
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func theProblemsOfAllFilesAreListed() throws {
        try Fixtures.withDirectory(["a.toml": "x", "b.toml": Self.toy("b"), "c.toml": Self.toy("d"), "n.md": "#"]) {
            directory in
            let problems = Self.problems { () throws(LanguageError) in
                _ = try LanguageCatalog.load(directory: directory)
            }
            #expect(problems.count == 2)
            #expect(problems.first?.hasPrefix("a.toml: is not TOML") == true)
            #expect(problems.last == "c.toml: id must be the name of the file, c.toml")
        }
    }

    @Test func namesAreUniqueAmongIdsAndAliases() throws {
        let files = ["a.toml": Self.toy("a", aliases: "\"x\", \"x\""), "b.toml": Self.toy("b", aliases: "\"a\"")]
        try Fixtures.withDirectory(files) { directory in
            let problems = Self.problems { () throws(LanguageError) in
                _ = try LanguageCatalog.load(directory: directory)
            }
            #expect(
                problems == ["a.toml: aliases x is here already", "b.toml: aliases a is a name of a already"])
        }
    }

    @Test func disabledLanguagesAreLeftOutAndTheirFilesMayBeBroken() throws {
        let files = ["a.toml": "broken", "b.toml": Self.toy("b", aliases: "\"bee\""), "c.toml": Self.toy("c")]
        try Fixtures.withDirectory(files) { directory in
            let catalog = try LanguageCatalog.load(directory: directory, disabled: ["A", "bee"])
            #expect(catalog.languages.map(\.id) == ["c"])
            let problems = Self.problems { () throws(LanguageError) in
                _ = try LanguageCatalog.load(directory: directory, disabled: ["a", "z"])
            }
            #expect(problems == ["\(directory): has no language \"z\" to disable"])
        }
    }

    @Test func whatIsNoFileIsRefusedWithoutBlocking() throws {
        try Fixtures.withDirectory(["a.toml/inner": "", "b.toml": Self.toy("b")]) { directory in
            let problems = Self.problems { () throws(LanguageError) in
                _ = try LanguageCatalog.load(directory: directory)
            }
            #expect(problems == ["a.toml: is not a readable file"])
        }
    }

    @Test func aDirectoryWithoutLanguagesIsAnError() throws {
        try Fixtures.withDirectory(["readme.md": "#", ".hidden.toml": "x"]) { directory in
            let problems = Self.problems { () throws(LanguageError) in
                _ = try LanguageCatalog.load(directory: directory)
            }
            #expect(problems == ["\(directory): holds no *.toml files"])
        }
        #expect(throws: LanguageError.self) { try LanguageCatalog.load(directory: "/nowhere/languages") }
    }

    @Test func theDirectoryIsFoundBesideTheExecutableItsParentsAndTheWorkingDirectory() throws {
        let files = ["root/languages/toy.toml": Fixtures.toy(), "elsewhere/languages/toy.toml": Fixtures.toy()]
        try Fixtures.withDirectory(files) { directory in
            let inBuild = try LanguageCatalog.locate(
                executablePath: "\(directory)/root/.build/release/runlet", workingDirectory: "\(directory)/elsewhere")
            #expect(inBuild == "\(directory)/root/languages")
            let inWorkingDirectory = try LanguageCatalog.locate(
                executablePath: "/nowhere/at/all/runlet", workingDirectory: "\(directory)/elsewhere")
            #expect(inWorkingDirectory == "\(directory)/elsewhere/languages")
            let configured = try LanguageCatalog.locate(
                configured: "root/languages", executablePath: "/nowhere/runlet", workingDirectory: directory)
            #expect(configured == "\(directory)/root/languages")
        }
    }

    @Test func aConfiguredDirectoryIsNeverReplacedByAnother() {
        #expect(throws: LanguageError.self) {
            try LanguageCatalog.locate(
                configured: "/nowhere", executablePath: "\(Fixtures.shipped)/runlet", workingDirectory: "/")
        }
    }

    @Test func aToolChainIsFoundInTheOrderOfTheSearch() throws {
        let language = try Fixtures.language("search = [\"/opt/toy/bin\", \"/usr/bin\"]\npackages = [\"toy\"]")
        func availability(_ present: Set<String>) -> LanguageAvailability {
            ToolchainFinder(isProgram: { present.contains($0) }).availability(of: language)
        }
        #expect(availability(["/usr/bin/toy", "/opt/toy/bin/toy"]).executable == "/opt/toy/bin/toy")
        #expect(availability(["/usr/bin/toy"]) == .available(executable: "/usr/bin/toy"))
        #expect(availability(["/usr/local/bin/toy"]) == .missing(packages: ["toy"], hint: nil))
        #expect(availability([]).description == "missing: apt-get install toy")
    }

    @Test func aDirectoryOfTheProgramsNameIsNoToolChain() throws {
        try Fixtures.withDirectory(["bin/toy/readme": "", "sbin/toy": "#!/bin/sh"]) { directory in
            let language = try Fixtures.language("search = [\"\(directory)/bin\", \"\(directory)/sbin\"]")
            #expect(ToolchainFinder().availability(of: language).executable == nil)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: "\(directory)/sbin/toy")
            #expect(ToolchainFinder().availability(of: language).executable == "\(directory)/sbin/toy")
        }
    }
}
