import ArgumentParser
import Runlet

/// Which configuration to use; the same for every command.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .long, help: "The configuration file. Default: $RUNLET_CONFIG, ./config.toml, ~/runlet, /etc/runlet.")
    var config: String?

    func load() throws -> LoadedConfiguration {
        do throws(ConfigurationError) {
            return try ConfigurationLoader.load(path: config)
        } catch {
            throw Failure(error)
        }
    }
}
