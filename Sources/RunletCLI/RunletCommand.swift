import ArgumentParser
import Runlet

/// The `runlet` command.
@main
struct RunletCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runlet",
        abstract: "Runs other people's code: in a throw-away sandbox, with hard limits and no network.",
        version: RunletApp.version,
        subcommands: [
            RunCommand.self, ExecCommand.self, LanguagesCommand.self, DoctorCommand.self, ConfigCommand.self,
            HealthCommand.self, MigrationCommand.self,
        ])
}
