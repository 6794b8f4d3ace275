import ArgumentParser
import Foundation
import Glibc
import TestKit

@main
struct RunletChaos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runlet-chaos",
        abstract: "Runs Runlet on many machines, breaks them one after the other, and looks whether a job was lost.",
        discussion: """
            Needs root, PostgreSQL and RabbitMQ (scripts/setup-debian.sh test). The machines are processes. \
            The same seed draws the same jobs and the same faults; what they meet depends on the machine's mood.
            """)

    @Option(help: "How many jobs.") var jobs = 5000
    @Option(help: "How many faults.") var faults = 60
    @Option(help: ArgumentHelp("Only these kinds of faults, separated by commas.", discussion: FaultKind.names))
    var kinds: String?
    @Option(help: "For the random numbers; drawn where it is left out.") var seed: UInt64?
    @Option(help: "Over how many minutes; 12 seconds for each fault where it is left out.") var minutes: Double?
    @Option(help: "The most seconds that a fault lasts.") var longest = 40.0
    @Option(help: "How many clients at the same time.") var clients = 24
    @Option(help: "How many workers.") var workers = 3
    @Option(help: "How many seconds a client waits.") var patience = 150.0
    @Flag(help: "The short form, of some 90 seconds: 200 jobs, 8 faults of at most 12 seconds.") var short = false
    @Option(help: "Write the results there as JSON.") var json: String?
    @Option(help: "Keep what the processes print in this folder.") var logs: String?
    @Flag(help: "Break nothing: measure.") var measure = false
    @Option(help: "What to measure, separated by commas: latency, engine, workers.") var only = "latency,engine,workers"

    func run() async throws {
        // A peer that goes away is not the end of this program.
        signal(SIGPIPE, SIG_IGN)
        if measure { return try await measureAll() }
        let seed = seed ?? UInt64.random(in: 1...999_999)
        var options = ChaosRun.Options(
            jobs: jobs, faults: faults, kinds: try faultKinds, seed: seed, minutes: minutes ?? Double(faults) / 5,
            longest: longest,
            clients: clients, workers: workers, patience: patience, logs: logs)
        if short { (options.jobs, options.faults, options.minutes, options.longest) = (200, 8, 1, 12) }
        let begin = ContinuousClock.now
        let report = try await ChaosRun(options: options) { line in
            say("\(Format.column(Format.seconds((.now - begin) / .seconds(1)), 8))  \(line)")
        }.run()
        say(report.text)
        try write(report)
        if !report.holds { throw ExitCode.failure }
    }

    private var faultKinds: [FaultKind] {
        get throws {
            guard let kinds else { return FaultKind.allCases }
            return try kinds.split(separator: ",").map { name in
                guard let kind = FaultKind.allCases.first(where: { "\($0)" == name }) else {
                    throw ValidationError("\(name) is none of \(FaultKind.names)")
                }
                return kind
            }
        }
    }

    private func measureAll() async throws {
        let parts = only.split(separator: ",").map(String.init)
        let measurements = Measurements(say: say)
        var results: [Measurement] = []
        if parts.contains("latency") { results += try await measurements.latency() }
        if parts.contains("engine") { results += try await measurements.engine() }
        if parts.contains("workers") { results += try await measurements.workers() }
        for result in results { say(result.text) }
        try write(results)
    }

    private func write(_ value: some Encodable) throws {
        guard let json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(value).write(to: URL(filePath: json))
    }

    /// Each line is seen when it is there, also in a file.
    private func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }
}
