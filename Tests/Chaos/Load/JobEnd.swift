import Foundation
import TestKit

/// How a job had ended when somebody looked. It must look so for ever.
struct JobEnd: Equatable, Sendable, CustomStringConvertible {
    var state: String
    /// Nil where the answer does not tell.
    var endedAt: String?

    static let states = ["COMPLETED", "FAILED", "CANCELLED"]

    init(state: String, endedAt: String? = nil) {
        self.state = state
        self.endedAt = endedAt
    }

    /// Of the answer of `GET /jobs/{id}`; nil where the job has not ended.
    init?(job: JSONValue) {
        guard let state = job["state"].string, Self.states.contains(state) else { return nil }
        self.init(state: state, endedAt: job["endedAt"].string)
    }

    /// Whether both are sights of one end.
    func agrees(with other: JobEnd) -> Bool {
        state == other.state && (endedAt == nil || other.endedAt == nil || endedAt == other.endedAt)
    }

    var description: String { state + (endedAt.map { " at \($0)" } ?? "") }
}
