/// The globs of a request, and how much work may go into them.
///
/// The work is bounded as a whole: some globs and thousands of names can be chosen so that each match takes long.
package struct GlobList: Sendable {
    private let globs: [Glob]
    /// What is left of them.
    package private(set) var steps: Int

    /// - Parameter steps: the most steps of all matches together, of some nanoseconds each.
    package init(_ globs: [String], steps: Int) {
        self.globs = globs.map(Glob.init)
        self.steps = steps
    }

    /// Whether the steps did not suffice for a name: from then on nothing matches.
    package var isExhausted: Bool { steps < 0 }

    /// Whether one of the globs matches.
    package mutating func matches(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        for glob in globs where !isExhausted && glob.matches(bytes, steps: &steps) { return true }
        return false
    }
}
