import ArgumentParser
import Runlet

/// `runlet config`: what is in force, and where it comes from.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Shows the effective configuration and where each value comes from.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let loaded = try options.load()
        Output.line("# file: \(loaded.file ?? "none")")
        for entry in loaded.entries { Output.line("\(entry)") }
        for problem in loaded.unsupported() { Output.line("# warning: \(problem)") }
    }
}
