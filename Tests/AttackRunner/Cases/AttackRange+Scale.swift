extension AttackRange {
    /// So many on a usual machine, a tenth in the emulated one.
    func amount(_ usual: Int) -> Int { options.isMachine ? max(1, usual / 10) : usual }

    /// A duration on a usual machine, longer on a slow one.
    func patience(_ seconds: Double) -> Duration { .seconds(seconds * options.slowness) }
}
