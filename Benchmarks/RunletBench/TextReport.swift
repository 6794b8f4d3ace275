/// A report for a terminal.
struct TextReport {
    let text: String

    init(_ report: Report) {
        let table = [Row.headings] + report.rows.map(\.cells)
        let widths = Row.headings.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        let lines = table.map { cells in
            let padded = cells.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 || column == cells.count - 1 ? cell + space : space + cell
            }
            return padded.joined(separator: "  ").trimmedEnd
        }
        let verdict =
            report.missed.isEmpty
            ? "all goals met" : "missed: \(report.missed.map(\.title).joined(separator: "; "))"
        text = ([report.machine.sentence, "\(report.runs) runs of each"] + [""] + lines + ["", verdict])
            .joined(separator: "\n")
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var copy = self
        while copy.last == " " { copy.removeLast() }
        return copy
    }
}
