import FoundationEssentials

/// The names of the fields of the objects that are open while JSON is read.
struct FieldNames {
    private var objects: [Set<String>] = []
    /// The last string; a name where a colon follows it.
    private var last = UnsafeRawBufferPointer(start: nil, count: 0)

    mutating func open() { objects.append([]) }

    mutating func close() { _ = objects.popLast() }

    /// - Parameter bytes: what is between the quotes; they must live as long as this is used.
    mutating func string(_ bytes: UnsafeRawBufferPointer) { last = bytes }

    /// Takes the last string as a field's name; it is returned where the object has it already, cut to a line's length.
    mutating func repeatedName() -> String? {
        guard !objects.isEmpty else { return nil }
        var name = String(decoding: last, as: UTF8.self)
        // The same name can be written in several ways.
        if last.contains(UInt8(ascii: "\\")),
            let plain = try? JSONDecoder().decode(String.self, from: Data("\"\(name)\"".utf8))
        {
            name = plain
        }
        return objects[objects.count - 1].insert(name).inserted ? nil : String(name.prefix(100))
    }
}
