import Foundation
import Runlet
import RunletLanguages
import RunletSandbox

/// What `runlet run` says once it is up.
enum Banner {
    static func print(_ app: RunletApp, port: Int) {
        var available: [String] = []
        var missing: [String] = []
        for (language, availability) in app.languages.availability() {
            if case .available = availability { available.append(language.id) } else { missing.append(language.id) }
        }
        let layers = app.isolationLayers
        let lost = layers.filter { $0.state == .missing }.map(\.name)
        let weaker = layers.count { $0.state == .weaker }
        var lines = [
            "Runlet \(RunletApp.version)",
            "  listening  http://\(app.configuration.coordinator.address.host):\(port)",
            "  languages  \(available.joined(separator: " "))",
        ]
        if !missing.isEmpty {
            lines.append("  missing    \(missing.joined(separator: " "))  (runlet languages says how)")
        }
        lines.append(
            "  isolation  "
                + (lost.isEmpty
                    ? "\(layers.count) layers in force\(weaker > 0 ? ", \(weaker) could be stronger" : "") (runlet doctor lists them)"
                    : "MISSING: \(lost.joined(separator: ", "))"))
        Output.line(lines.joined(separator: "\n"))
    }
}
