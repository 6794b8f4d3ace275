/// The fields of a JSON object, in order.
struct JSONObject: Sendable, ExpressibleByDictionaryLiteral {
    struct Member: Sendable {
        var name: String
        var value: JSON
    }

    private(set) var members: [Member] = []

    init() {}

    init(_ members: KeyValuePairs<String, JSON>) {
        self.members = members.map { Member(name: $0.key, value: $0.value) }
    }

    init(dictionaryLiteral members: (String, JSON)...) {
        self.members = members.map { Member(name: $0.0, value: $0.1) }
    }

    mutating func add(_ name: String, _ value: JSON) {
        members.append(Member(name: name, value: value))
    }

    mutating func add(_ member: Member) {
        members.append(member)
    }

    /// Takes a field out. Nil where it is not there.
    mutating func remove(_ name: String) -> JSON? {
        guard let place = members.firstIndex(where: { $0.name == name }) else { return nil }
        return members.remove(at: place).value
    }
}
