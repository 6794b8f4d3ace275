import HTTPTypes
import HummingbirdCore

extension HTTPFields {
    /// A field that HTTPTypes has no name for.
    subscript(raw name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set { if let name = HTTPField.Name(name) { self[name] = newValue } }
    }

    /// All values of a field that HTTPTypes has no name for.
    subscript(rawValues name: String) -> [String] {
        HTTPField.Name(name).map { self[values: $0] } ?? []
    }

    /// The number of the last event that a client of an event stream has seen.
    var lastEventID: String? { self[raw: "Last-Event-ID"] }
}

extension Request {
    /// Whether a browser asks for something to show.
    var wantsPage: Bool {
        headers[values: .accept].contains { $0.lowercased().contains("text/html") }
    }
}
