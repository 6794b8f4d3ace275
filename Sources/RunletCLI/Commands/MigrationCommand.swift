import ArgumentParser
import Logging
import Runlet

/// `runlet migration`: makes the tables that this version needs.
struct MigrationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migration", abstract: "Brings the tables in PostgreSQL to what this version needs.",
        discussion: "Safe to run at any time, by several at once, and where there is nothing to do.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await reporting {
            let configuration = try options.load().values
            LogSetup.bootstrap(configuration.logging)
            switch try await StoreSetup.migrate(configuration, logger: Logger(label: "runlet")) {
            case .unneeded:
                Output.line(
                    "nothing to do: datastore.type is \"\(configuration.datastore.type.rawValue)\", whose file is "
                        + "brought up to date whenever it is opened")
            case .steps(0): Output.line("nothing to do: the tables are what this version needs")
            case .steps(let count):
                Output.line("the tables are now what this version needs: \(count) step\(count == 1 ? "" : "s") taken")
            }
        }
    }
}
