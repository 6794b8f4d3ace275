/// A value that a source gives to a known key.
struct Setting: Sendable {
    let definition: KeyDefinition
    /// The name inside a free table.
    let entry: String?
    let value: RawValue
    let source: ValueSource

    var key: String { definition.path(of: entry) }

    /// Tells why the value does not fit, without giving away a secret.
    func problem(_ rejection: Rejection) -> Problem {
        let got = definition.isSecret ? value.shownWithoutContent : value.shown
        let message =
            switch rejection {
            case .mismatch: "expected \(definition.expected), got \(got)"
            case .outOfBounds(let range): "must be \(range), got \(got)"
            }
        return Problem(source: source, key: key, message: message)
    }
}
