import ArgumentParser
import Foundation
import Glibc
import TestKit

@main
struct RunletAttack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runlet-attack",
        abstract: "Attacks a Runlet server in every way that the corpus knows, and looks whether one did harm.")

    @Option(help: "Only these ids or names, separated by commas.") var only: String?
    @Flag(help: "Only the cases of every commit.") var everyCommit = false
    @Flag(help: "Only the cases of every commit that are about resources: what differs between versions of cgroups.")
    var resources = false
    @Option(help: "The folder of the cases.") var corpus = Package.root + "Tests/Attacks"
    @Flag(help: "This machine may be harmed: nothing else lives in it.") var machine = false
    @Option(help: "How many times slower than a usual machine this is.") var slowness = 1.0
    @Option(help: "Write the results there as JSON.") var json: String?
    @Option(help: "Attack nothing: put the results of JSON files, as NAME=FILE, into this document.") var document:
        String?
    @Argument(help: ArgumentHelp("The files for --document.", valueName: "name=file")) var results: [String] = []

    func run() async throws {
        if let document { return try write(document) }
        // A peer that goes away is not the end of this program.
        signal(SIGPIPE, SIG_IGN)
        let corpus = try Corpus(self.corpus)
        let wanted = only?.split(separator: ",").map(String.init)
        let cases = corpus.cases.filter { attack in
            if let wanted { return wanted.contains(attack.id) || wanted.contains(attack.name) }
            if resources { return attack.everyCommit && attack.id.hasPrefix("R") }
            return !everyCommit || attack.everyCommit
        }
        // The canaries have fixed places: one of us at a time.
        let lock = open("/tmp/runlet-attack.lock", O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
        flock(lock, LOCK_EX)
        defer { close(lock) }
        let range = try await AttackRange(.init(corpus: self.corpus, isMachine: machine, slowness: slowness))
        var reports: [CaseReport] = []
        do {
            let quiet = await range.tenant.quiet(50)
            let runner = CaseRunner(range: range, quiet: quiet)
            for attack in cases {
                let report = await runner.run(attack)
                say(ResultTable.line(report))
                reports.append(report)
                try save(reports)
            }
        }
        try await range.close()
        if only == nil, !everyCommit, !resources {
            let covered = Set(reports.map(\.id))
            for entry in corpus.entries where !covered.contains(entry.id) {
                let report = CaseReport(
                    id: entry.id, name: "", title: entry.title,
                    verdict: entry.notApplicable == nil ? .fail : .notApplicable,
                    problems: [entry.notApplicable ?? "has no case"])
                say(ResultTable.line(report))
                reports.append(report)
            }
        }
        let table = ResultTable(reports: reports)
        say(table.summary)
        try save(reports)
        if table.failures > 0 { throw ExitCode.failure }
    }

    /// After each case: a machine that is stopped in the middle has told what it found.
    private func save(_ reports: [CaseReport]) throws {
        guard let json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(reports).write(to: URL(filePath: json))
    }

    private func write(_ document: String) throws {
        let columns = try results.map { result in
            let parts = result.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("NAME=FILE, not \(result)") }
            let reports = try JSONDecoder().decode([CaseReport].self, from: Data(contentsOf: URL(filePath: parts[1])))
            return (name: parts[0], reports: reports)
        }
        try ResultsDocument(columns: columns).write(into: document)
    }

    /// Each line is seen when it is there, also in a file.
    private func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }
}
