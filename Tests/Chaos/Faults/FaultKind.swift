/// What the test does to the machines.
enum FaultKind: String, CaseIterable, Sendable {
    case workerKill = "worker killed"
    case workerPause = "worker stopped"
    case workerCut = "worker cut off from the broker"
    case workerReset = "connections of a worker to the broker reset"
    case coordinatorKill = "coordinator killed"
    case coordinatorPause = "coordinator stopped"
    case coordinatorCut = "coordinator cut off from the broker"
    case coordinatorStoreCut = "coordinator cut off from the store"
    case brokerKill = "broker killed"
    case brokerPause = "broker stopped"
    case storeKill = "store killed"
    case storePause = "store stopped"
    case taskTwice = "task message sent twice"

    /// How they are called on the command line.
    static var names: String { allCases.map { "\($0)" }.joined(separator: ", ") }

    /// What of it can be struck by one fault at a time.
    enum Target: Sendable {
        case worker, coordinator, broker, store, nothing
    }

    var target: Target {
        switch self {
        case .workerKill, .workerPause, .workerCut, .workerReset: .worker
        case .coordinatorKill, .coordinatorPause, .coordinatorCut, .coordinatorStoreCut: .coordinator
        case .brokerKill, .brokerPause: .broker
        case .storeKill, .storePause: .store
        case .taskTwice: .nothing
        }
    }

    /// How long it lasts, in seconds.
    var seconds: ClosedRange<Double> {
        switch self {
        case .workerPause, .workerCut, .coordinatorPause, .coordinatorCut, .coordinatorStoreCut: 1...40
        case .workerKill, .coordinatorKill: 0...15
        case .brokerPause, .storePause: 1...15
        case .brokerKill, .storeKill: 0...5
        case .workerReset, .taskTwice: 0...0
        }
    }
}
