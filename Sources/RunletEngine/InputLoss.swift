import RunletCore

/// Decides when lost input is worth telling: at once, but then not again before as much was taken as may wait at all. So
/// what is told is bounded by what a program reads, and not by what a client sends.
package struct InputLoss {
    private var takenSince = TaskInputs.capacity
    private var untold = 0

    package init() {}

    /// - Returns: how many lost bytes to tell of; nil where there is nothing to tell now.
    package mutating func note(taken: Int, dropped: Int) -> Int? {
        takenSince = min(takenSince + taken, TaskInputs.capacity)
        untold += dropped
        guard untold > 0, takenSince >= TaskInputs.capacity else { return nil }
        takenSince = 0
        defer { untold = 0 }
        return untold
    }
}
