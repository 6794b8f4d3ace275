import Foundation

/// The reports, for people.
struct ResultTable {
    let reports: [CaseReport]

    var failures: Int { reports.count { $0.verdict == .fail } }

    var summary: String {
        let count = { (verdict: Verdict) in reports.count { $0.verdict == verdict } }
        return "\(count(.pass)) pass, \(count(.notApplicable)) n/a, \(count(.fail)) fail"
    }

    static func line(_ report: CaseReport) -> String {
        let verdict = report.verdict.rawValue.padding(toLength: 4, withPad: " ", startingAt: 0)
        let id = report.id.padding(toLength: 4, withPad: " ", startingAt: 0)
        let title =
            report.name.isEmpty ? report.title : "\(report.name.dropFirst(report.id.count + 1)): \(report.title)"
        let details = report.problems.map { "\n          \($0.replacing("\n", with: " "))" }.joined()
        let note = report.note.isEmpty ? "" : " (\(report.note))"
        return "\(verdict)  \(id)  \(title)\(note)\(details)"
    }
}
