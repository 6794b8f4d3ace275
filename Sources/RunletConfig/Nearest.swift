/// Finds what a mistyped name was probably meant to be.
enum Nearest {
    /// The candidate with the smallest edit distance; `nil` if even that one has little in common with the name.
    static func name(to name: String, among candidates: some Sequence<String>) -> String? {
        // Real keys are far shorter; the cut keeps the cost small.
        let wanted = Array(name.utf8.prefix(200))
        var best: (name: String, distance: Int)?
        // Sorted, so that the answer does not depend on the order of a set.
        for candidate in candidates.sorted() {
            let distance = distance(wanted, Array(candidate.utf8))
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(3, wanted.count / 2) else { return nil }
        return best.name
    }

    /// Levenshtein's: insertions, deletions and substitutions.
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var row = Array(0...second.count)
        for (index, byte) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in second.enumerated() {
                let substitution = diagonal + (byte == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substitution, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[second.count]
    }
}
