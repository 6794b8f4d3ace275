import Foundation
import TestKit

/// All ids, and the cases that there are.
struct Corpus: Sendable {
    struct Entry: Sendable {
        var id: String
        var title: String
        /// Why it does not apply; nil where it does.
        var notApplicable: String?
    }

    let entries: [Entry]
    let cases: [any AttackCase]

    init(_ directory: String) throws {
        entries = try Self.index(directory + "/index.txt")
        var programs: [String: [ProgramStep]] = [:]
        var cases: [any AttackCase] = []
        for group in ["R", "E", "T", "N", "F", "A", "G"] {
            for name in Host.names(in: "\(directory)/\(group)").sorted() {
                guard let file = CaseFile("\(directory)/\(group)/\(name)") else {
                    throw TestFailure("\(name) is not named <id>-<what>.<extension>")
                }
                if file.fileExtension == "json" {
                    cases.append(try RequestCase(file))
                } else {
                    programs[file.name, default: []].append(try ProgramStep(file, corpus: directory))
                }
            }
        }
        for steps in programs.values {
            cases.append(ProgramCase(steps: steps.sorted { ($0.file.step ?? 0) < ($1.file.step ?? 0) }))
        }
        cases += HandCases.all
        self.cases = cases.sorted { ($0.id, $0.name) < ($1.id, $1.name) }
        let known = Set(entries.map(\.id))
        if let stray = self.cases.first(where: { !known.contains($0.id) }) {
            throw TestFailure("\(stray.name): \(stray.id) is not in index.txt")
        }
    }

    /// `R01 TITLE` per line, with ` | n/a: WHY` where it does not apply.
    private static func index(_ path: String) throws -> [Entry] {
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let id = String(line.prefix { $0 != " " })
            let parts = line.dropFirst(id.count + 1).components(separatedBy: " | n/a: ")
            return Entry(id: id, title: parts[0], notApplicable: parts.count > 1 ? parts[1] : nil)
        }
    }
}
