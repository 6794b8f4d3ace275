import Foundation
import TestKit

/// The table of results in docs/security.md, from the JSON of one run or more.
struct ResultsDocument {
    private static let begin = "<!-- results -->"
    private static let end = "<!-- end of results -->"

    /// A column: where it was measured, and what came of each case.
    let columns: [(name: String, reports: [CaseReport])]

    /// Replaces what is between the marks of a file.
    func write(into path: String) throws {
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        guard let begin = text.range(of: Self.begin), let end = text.range(of: Self.end) else {
            throw TestFailure("\(path) has no marks for the results")
        }
        let whole = text[..<begin.upperBound] + "\n" + markdown + text[end.lowerBound...]
        try Data(String(whole).utf8).write(to: URL(filePath: path))
    }

    private var markdown: String {
        var ids: [String] = []
        for report in columns.flatMap(\.reports) where !ids.contains(report.id) { ids.append(report.id) }
        let rows = ids.map { id -> String in
            let cells = columns.map { cell(for: $0.reports.filter { $0.id == id }) }
            let all = columns.flatMap(\.reports).filter { $0.id == id }
            return "| \(id) | \(title(of: all)) | \(cells.joined(separator: " | ")) | \(remarks(of: all)) |"
        }
        let totals = columns.map { column in "\(column.name): \(ResultTable(reports: column.reports).summary)" }
        return """

            Cases: \(totals.joined(separator: "; ")).

            | id | what is tried | \(columns.map(\.name).joined(separator: " | ")) | remarks |
            |---|---|\(columns.map { _ in "---|" }.joined())---|
            \(rows.joined(separator: "\n"))

            """
    }

    private func cell(for reports: [CaseReport]) -> String {
        guard !reports.isEmpty else { return "-" }
        let failed = reports.count { $0.verdict == .fail }
        let passed = reports.count { $0.verdict == .pass }
        if failed > 0 { return "**fail** (\(failed) of \(reports.count))" }
        return passed > 0 ? (reports.count > 1 ? "pass (\(passed))" : "pass") : "n/a"
    }

    private func title(of reports: [CaseReport]) -> String {
        Self.plain(reports.map(\.title).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.first ?? "")
    }

    /// What was measured, and why something does not apply.
    private func remarks(of reports: [CaseReport]) -> String {
        let reasons = reports.filter { $0.verdict != .pass }.flatMap { $0.problems.prefix(1) }
        let notes = reports.filter { $0.note.contains(where: \.isNumber) && !$0.note.hasSuffix("requests") }.map(\.note)
        let texts = (reasons + notes).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return Self.plain(texts.joined(separator: "; "))
    }

    private static func plain(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ").replacing("<", with: "&lt;")
    }
}
