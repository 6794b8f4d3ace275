import ArgumentParser
import Glibc
import Logging
import Runlet
import RunletLanguages
import RunletSandbox

/// `runlet doctor`: whether this machine can run code safely, and what to do where it cannot.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Checks the kernel, each layer of the isolation, each language, and the servers in use.",
        discussion: """
            A layer of the isolation is in-force, weaker (it holds, but this machine could do better), or missing: \
            then nothing is run, and this exits with 1. It does so too where a RabbitMQ or a PostgreSQL that the \
            configuration names cannot be used. A coordinator needs only those.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    private struct Check: Encodable {
        let group: String
        let name: String
        let state: String
        let detail: String
        let remedy: String?
    }

    func run() async throws {
        var checks = [system("kernel", kernel), system("user", user)]
        let safe = try await reporting {
            let configuration = try options.load().values
            let catalog = try LanguageService.loadCatalog(configuration)
            let layers = await inspect(configuration, catalog)
            checks += layers.map {
                Check(
                    group: "isolation", name: $0.name, state: $0.state.rawValue, detail: $0.detail, remedy: $0.remedy)
            }
            checks += catalog.languages.map { language in
                switch ToolchainFinder().availability(of: language) {
                case .available(let executable):
                    Check(group: "language", name: language.id, state: "ok", detail: executable, remedy: nil)
                case .missing(let packages, let hint):
                    Check(
                        group: "language", name: language.id, state: "missing", detail: "no \(language.executable)",
                        remedy: packages.isEmpty ? hint : "apt-get install \(packages.joined(separator: " "))")
                }
            }
            let servers = await servers(configuration)
            checks += servers
            return layers.allSatisfy { $0.state != .missing } && servers.allSatisfy { $0.state == "ok" }
        }
        if json {
            try Output.json(checks)
        } else {
            Output.table(
                [["", "CHECK", "STATE", "DETAIL"]]
                    + checks.map { [$0.group, $0.name, $0.state, $0.detail + ($0.remedy.map { " -> \($0)" } ?? "")] })
        }
        if !safe { throw ExitCode(1) }
    }

    private func inspect(_ configuration: RunletConfiguration, _ catalog: LanguageCatalog) async -> [IsolationLayer] {
        do {
            let sandbox = try await SandboxSetup.makeSandbox(configuration, catalog: catalog)
            do {
                let layers = try await IsolationProbe.inspect(sandbox)
                await sandbox.shutdown()
                return layers + HostInspection.layers()
            } catch {
                await sandbox.shutdown()
                return [IsolationProbe.layer(for: error)]
            }
        } catch {
            return [IsolationProbe.layer(for: error)]
        }
    }

    /// The servers that the configuration names.
    private func servers(_ configuration: RunletConfiguration) async -> [Check] {
        var checks: [Check] = []
        // What goes wrong is in the table.
        let logger = Logger(label: "runlet") { _ in SwiftLogNoOpLogHandler() }
        if configuration.broker.type == .rabbitMQ {
            checks.append(
                await server("broker", configuration.broker.rabbitMQ.url) {
                    try await BrokerSetup.check(configuration, logger: logger)
                })
        }
        if configuration.datastore.type == .postgres {
            checks.append(
                await server("datastore", configuration.datastore.postgres.dsn) {
                    try await StoreSetup.check(configuration, logger: logger)
                })
        }
        return checks
    }

    private func server(_ name: String, _ address: Secret, _ check: () async throws -> Void) async -> Check {
        do {
            try await check()
            return Check(group: "server", name: name, state: "ok", detail: "\(address)", remedy: nil)
        } catch {
            return Check(group: "server", name: name, state: "failed", detail: "\(error)", remedy: nil)
        }
    }

    private func system(_ name: String, _ detail: String) -> Check {
        Check(group: "system", name: name, state: "ok", detail: detail, remedy: nil)
    }

    private var kernel: String {
        var info = utsname()
        guard uname(&info) == 0 else { return "unknown" }
        return withUnsafeBytes(of: &info.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private var user: String {
        geteuid() == 0 ? "root" : "uid \(geteuid()): not root, which the sandbox needs"
    }
}
