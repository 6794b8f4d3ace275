import HTTPTypes

extension HTTPFields {
    /// The number of the last event that a client of an event stream has seen.
    var lastEventID: String? {
        HTTPField.Name("Last-Event-ID").flatMap { self[$0] }
    }
}
