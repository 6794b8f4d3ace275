import Foundation
import TestKit

/// An attack by one or more programs, with its unprotected control.
struct ProgramCase: AttackCase {
    let steps: [ProgramStep]

    var id: String { steps[0].file.id }
    var name: String { steps[0].file.name }
    var title: String { steps[0].header.title }
    var everyCommit: Bool { steps[0].header.everyCommit }
    var accepted: String? { steps.lazy.compactMap(\.header.accepted).first }
    var exceptions: Set<Oracle> { steps.reduce(into: []) { $0.formUnion($1.header.exceptions) } }

    func obstacle(on range: AttackRange) -> String? {
        if !range.options.isMachine, let why = steps.lazy.compactMap(\.header.needsMachine).first { return why }
        let missing = steps.map(\.language).filter { !range.availableLanguages.contains($0) }
        return missing.first.map { "\($0) is not installed" }
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        var controls = 0
        try await withThrowingTaskGroup(of: CaseFindings.self) { group in
            for (index, step) in steps.enumerated() {
                if index > 0, step.header.overlaps {
                    // The step before is under way when its program is.
                    try await Task.sleep(for: .milliseconds(300 * range.options.slowness))
                } else {
                    while let before = try await group.next() { findings.problems += before.problems }
                }
                group.addTask { try await step.run(on: range) }
            }
            while let last = try await group.next() { findings.problems += last.problems }
        }
        for step in steps {
            guard let place = step.header.controlPlace, place == .anywhere || range.options.isMachine else { continue }
            controls += 1
            try await range.excusing {
                findings.problems += try await UnprotectedRun(step).problems(slowness: range.options.slowness)
            }
        }
        if controls > 0 { findings.note = "control" }
        return findings
    }
}
