/// What came of a case.
enum Verdict: String, Codable, Sendable {
    case pass
    case fail
    /// Does not apply; the row says why.
    case notApplicable = "n/a"
}
