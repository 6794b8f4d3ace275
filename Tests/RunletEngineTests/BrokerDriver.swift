import RunletCore
import RunletEngine
import Testing

/// A broker that the conformance suite is run against.
enum BrokerDriver: String, CaseIterable, CustomTestStringConvertible {
    case inMemory

    var testDescription: String { rawValue }

    func make() -> any Broker {
        switch self {
        case .inMemory: InMemoryBroker()
        }
    }
}
