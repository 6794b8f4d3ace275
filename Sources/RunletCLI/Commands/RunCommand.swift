import ArgumentParser
import Logging
import Runlet
import RunletSandbox

/// `runlet run MODE`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Starts Runlet.", subcommands: [RunStandaloneCommand.self])
}

/// `runlet run standalone`: everything in one process.
struct RunStandaloneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standalone", abstract: "API, coordinator, queue and worker in one process.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        ProcessMemory.returnLargeBlocks()
        try await reporting {
            let loaded = try options.load()
            LogSetup.bootstrap(loaded.values.logging)
            let app = try await RunletApp(loaded)
            try await app.run { port in
                Banner.print(app, port: port)
            }
        }
    }
}
