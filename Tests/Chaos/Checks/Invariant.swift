/// What must hold, and whether it did.
struct Invariant: Codable, Sendable {
    let name: String
    let holds: Bool
    let detail: String

    init(_ name: String, _ holds: Bool, _ detail: String) {
        (self.name, self.holds, self.detail) = (name, holds, detail)
    }
}
