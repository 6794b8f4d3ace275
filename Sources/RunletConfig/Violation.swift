/// A rule between keys that does not hold.
struct Violation {
    /// The keys that are involved, the one to name first at the front.
    let keys: [String]
    /// Goes on after that key.
    let message: String
}
