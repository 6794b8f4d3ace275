/// One of them, as it was drawn.
struct Fault: Sendable {
    let number: Int
    let kind: FaultKind
    /// Which of the workers or coordinators, from 0.
    let victim: Int
    let duration: Duration

    /// All of a run. Every kind comes before one comes twice.
    ///
    /// - Parameters:
    ///   - kinds: the ones to draw from.
    ///   - longest: no fault lasts longer, in seconds.
    static func draw(
        _ count: Int, of kinds: [FaultKind], seed: UInt64, workers: Int, coordinators: Int, longest: Double
    ) -> [Fault] {
        var random = SeededGenerator(seed: seed, stream: 0xFA_0175)
        var bag: [FaultKind] = []
        return (0..<count).map { number in
            if bag.isEmpty { bag = kinds.shuffled(using: &random) }
            let kind = bag.removeLast()
            let range = kind.seconds.clamped(to: 0...longest)
            return Fault(
                number: number + 1, kind: kind,
                victim: Int.random(in: 0..<(kind.target == .coordinator ? coordinators : workers), using: &random),
                duration: .seconds(Double.random(in: range, using: &random)))
        }
    }
}
