/// One line of the table.
struct CaseReport: Codable, Sendable {
    var id: String
    var name: String
    var title: String
    var verdict: Verdict
    /// What was wrong, or why it does not apply.
    var problems: [String] = []
    /// What was measured, for the table.
    var note = ""
    var seconds: Double = 0
}
