import Foundation
import Runlet
import RunletLanguages
import RunletSandbox

/// What `runlet run` says once it is up.
enum Banner {
    static func print(_ app: RunletApp, port: Int) {
        let configuration = app.configuration
        let isShared = configuration.broker.type != .inMemory
        show(
            title: isShared ? app.name : nil,
            [("listening", "http://\(configuration.coordinator.address.host):\(port)")]
                + (isShared ? [broker(configuration)] : [])
                + (configuration.datastore.type == .sqlite
                    ? [] : [("datastore", configuration.datastore.postgres.dsn.description)])
                + (app.isolationLayers.isEmpty ? [] : languages(app.languages) + [isolation(app.isolationLayers)]))
    }

    static func print(_ app: WorkerApp) {
        let queues = app.configuration.worker.queues.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
        show(
            title: app.name,
            [broker(app.configuration), ("queues", queues.joined(separator: " "))] + languages(app.languages)
                + [isolation(app.isolationLayers)])
    }

    private typealias Row = (name: String, value: String)

    private static func show(title: String?, _ rows: [Row]) {
        let width = 9
        let lines = rows.map { row in
            "  \(row.name.padding(toLength: width, withPad: " ", startingAt: 0))  \(row.value)"
        }
        Output.line((["Runlet \(RunletApp.version)\(title.map { "  \($0)" } ?? "")"] + lines).joined(separator: "\n"))
    }

    private static func broker(_ configuration: RunletConfiguration) -> Row {
        // Shown without the password.
        ("broker", configuration.broker.rabbitMQ.url.description)
    }

    private static func languages(_ languages: LanguageService) -> [Row] {
        var available: [String] = []
        var missing: [String] = []
        for (language, availability) in languages.availability() {
            if case .available = availability { available.append(language.id) } else { missing.append(language.id) }
        }
        var rows: [Row] = [("languages", available.joined(separator: " "))]
        if !missing.isEmpty {
            rows.append(("missing", "\(missing.joined(separator: " "))  (runlet languages says how)"))
        }
        return rows
    }

    private static func isolation(_ layers: [IsolationLayer]) -> Row {
        let lost = layers.filter { $0.state == .missing }.map(\.name)
        guard lost.isEmpty else { return ("isolation", "MISSING: \(lost.joined(separator: ", "))") }
        let weaker = layers.count { $0.state == .weaker }
        return (
            "isolation",
            "\(layers.count) layers in force\(weaker > 0 ? ", \(weaker) could be stronger" : "")"
                + " (runlet doctor lists them)"
        )
    }
}
