import Foundation
import TestKit

/// What the comments at the top of a program say. The form is in Tests/Attacks/README.md.
struct ProgramHeader: Sendable {
    struct Probe: Sendable {
        var name: String
        var verdicts: Set<String>
        /// Whether the unprotected run must print another verdict.
        var isControlled = true
    }

    enum Control: Sendable {
        case anywhere
        case machine
        case none
    }

    var title = ""
    var everyCommit = false
    var request = JSONValue.object([:])
    var included: [String] = []
    var outcomes: Set<String> = ["completed"]
    var status = 200
    var exitCode: Int?
    var phase: String?
    var prints: [String] = []
    var never: [String] = []
    var wall: ClosedRange<Double>?
    var probes: [Probe] = []
    var control: Control?
    var controlPrints: [String] = []
    var needsMachine: String?
    var exceptions: Set<Oracle> = []
    var overlaps = false
    var accepted: String?

    init(of source: String, name: String) throws {
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            let bare = line.drop { " \t#/*;%-".contains($0) }
            let isComment = bare.startIndex != line.startIndex || line.isEmpty
            guard isComment else { break }
            guard bare.first == "@" else { continue }
            let words = bare.dropFirst().split(separator: " ", maxSplits: 1)
            try take(String(words[0]), words.count > 1 ? words[1].trimmingCharacters(in: .whitespaces) : "", name)
        }
        guard !title.isEmpty else { throw TestFailure("\(name): has no @title") }
    }

    private mutating func take(_ key: String, _ value: String, _ name: String) throws {
        let words = value.split(separator: " ").map(String.init)
        func alternatives(_ text: String) -> Set<String> { Set(text.split(separator: "|").map(String.init)) }
        switch key {
        case "title": title = value
        case "every-commit": everyCommit = true
        case "request":
            guard let more = try? JSONValue(parsing: Data(value.utf8)) else {
                throw TestFailure("\(name): @request is not JSON: \(value)")
            }
            request = request.merging(more)
        case "with": included.append(value)
        case "outcome": outcomes = alternatives(value)
        case "status": status = Int(value) ?? 0
        case "exit": exitCode = Int(value)
        case "phase": phase = value
        case "prints": prints.append(value)
        case "never": never.append(value)
        case "wall":
            guard words.count == 2, let least = Double(words[0]), let most = Double(words[1]) else {
                throw TestFailure("\(name): @wall needs two numbers")
            }
            wall = least...most
        case "probe":
            guard words.count >= 2 else { throw TestFailure("\(name): @probe needs a name and verdicts") }
            probes.append(
                Probe(
                    name: words[0], verdicts: alternatives(words[1]),
                    isControlled: !(words.count > 2 && words[2].hasPrefix("uncontrolled"))))
        case "control":
            switch words.first {
            case "host": control = .anywhere
            case "machine": control = .machine
            case "none": control = Control.none
            default: throw TestFailure("\(name): @control is host, machine or none")
            }
        case "control-prints": controlPrints.append(value)
        case "only":
            guard words.first == "machine" else { throw TestFailure("\(name): @only machine WHY") }
            needsMachine = words.dropFirst().joined(separator: " ")
        case "except":
            guard let oracle = words.first.flatMap(Oracle.init(rawValue:)), words.count > 1 else {
                throw TestFailure("\(name): @except needs an oracle and a reason")
            }
            exceptions.insert(oracle)
        case "overlap": overlaps = true
        case "accepted": accepted = value
        default: throw TestFailure("\(name): @\(key) is not known")
        }
    }

    /// Where the unprotected run may take place; nil where there is none.
    var controlPlace: Control? {
        switch control {
        case .some(.none): nil
        case .some(let place): place
        case nil: probes.contains(where: \.isControlled) || !controlPrints.isEmpty ? .anywhere : nil
        }
    }
}

extension JSONValue {
    /// Objects are merged at every depth; anything else is replaced.
    func merging(_ other: JSONValue) -> JSONValue {
        guard case .object(let mine) = self, case .object(let theirs) = other else { return other }
        return .object(mine.merging(theirs) { $0.merging($1) })
    }
}
