import ArgumentParser
import Runlet
import RunletSandbox

/// `runlet run ROLE`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Starts Runlet.",
        subcommands: [RunStandaloneCommand.self, RunCoordinatorCommand.self, RunWorkerCommand.self])
}

/// `runlet run standalone`: everything in one process.
struct RunStandaloneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standalone", abstract: "API, coordinator and worker in one process.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await RunCommand.serve(options, mode: .standalone)
    }
}

/// `runlet run coordinator`: what clients talk to, without anything that runs.
struct RunCoordinatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator", abstract: "API and coordinator; workers elsewhere run the tasks.",
        discussion: """
            Needs broker.type = "rabbitmq" and datastore.type = "postgres", the latter with the tables that `runlet \
            migration` makes. Needs neither root nor tool chains. Any number of them may share a broker and a store.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await RunCommand.serve(options, mode: .coordinator)
    }
}

/// `runlet run worker`: what runs tasks.
struct RunWorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Runs tasks for coordinators elsewhere.",
        discussion: """
            Needs broker.type = "rabbitmq", and root for the sandbox. Has no API and touches no store. Limits come \
            with the tasks: worker.limits and worker.defaults are the coordinators' to set.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        ProcessMemory.returnLargeBlocks()
        try await reporting {
            let loaded = try options.load()
            LogSetup.bootstrap(loaded.values.logging)
            let app = try await WorkerApp(loaded)
            Banner.print(app)
            try await app.run()
        }
    }
}

extension RunCommand {
    fileprivate static func serve(_ options: ConfigurationOptions, mode: RunletApp.Mode) async throws {
        ProcessMemory.returnLargeBlocks()
        try await reporting {
            let loaded = try options.load()
            LogSetup.bootstrap(loaded.values.logging)
            let app = try await RunletApp(loaded, mode: mode)
            try await app.run { port in
                Banner.print(app, port: port)
            }
        }
    }
}
