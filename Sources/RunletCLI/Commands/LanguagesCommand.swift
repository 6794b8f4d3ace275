import ArgumentParser
import Runlet
import RunletSandbox

/// `runlet languages`: what can be run here, and what is missing for the rest.
struct LanguagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "languages", abstract: "Lists the languages, their versions, and what to install for the missing.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    private struct Row: Encodable {
        let id: String
        let name: String
        let aliases: [String]
        let available: Bool
        let version: String?
        let install: [String]
        let hint: String?
    }

    func run() async throws {
        try await reporting {
            let configuration = try options.load().values
            let catalog = try LanguageService.loadCatalog(configuration)
            let sandbox = try await SandboxSetup.makeSandbox(configuration, catalog: catalog)
            let languages = await LanguageService(catalog: catalog, configuration: configuration, sandbox: sandbox)
                .languages()
            await sandbox.shutdown()
            let rows = languages.map {
                Row(
                    id: $0.id, name: $0.name, aliases: $0.aliases, available: $0.available, version: $0.version,
                    install: $0.packages, hint: $0.hint)
            }
            if json { return try Output.json(rows) }
            Output.table(
                [["LANGUAGE", "STATE", "VERSION", "ALIASES", ""]]
                    + rows.map { row in
                        let remedy =
                            row.install.isEmpty ? row.hint : "apt-get install \(row.install.joined(separator: " "))"
                        return [
                            row.id, row.available ? "ok" : "missing", row.version ?? "-",
                            row.aliases.isEmpty ? "-" : row.aliases.joined(separator: ","),
                            row.available ? "" : remedy ?? "",
                        ]
                    })
        }
    }
}
