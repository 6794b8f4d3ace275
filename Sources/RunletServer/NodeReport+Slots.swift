import RunletCore

extension NodeReport {
    /// How many tasks may run there at the same time.
    var slots: Int { queues.values.reduce(0, +) }
}
