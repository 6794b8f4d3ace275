import Hummingbird
import RunletCore

extension APIContext {
    /// The id in the path.
    ///
    /// - Throws: 404 where it is none: there is nothing of that name.
    func identifier(_ what: String) throws -> Identifier {
        let text = parameters.get("id") ?? ""
        let isID =
            text.utf8.count == 32
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
            }
        guard isID else { throw APIError.notFound("there is no such \(what)") }
        return Identifier(rawValue: text.lowercased())
    }
}
