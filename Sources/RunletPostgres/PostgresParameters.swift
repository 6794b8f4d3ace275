import CPostgres
import FoundationEssentials

/// The values of a statement, in the server's binary form, in one piece of memory.
struct PostgresParameters {
    /// Never empty, so that it has an address.
    private var bytes: [UInt8] = [0]
    private var places: [(offset: Int, count: Int)?] = []

    mutating func append(_ text: String?) {
        guard let text else { return places.append(nil) }
        append(bytes: StoredText.stored(text).utf8)
    }

    mutating func append(_ data: Data?) {
        guard let data else { return places.append(nil) }
        append(bytes: data)
    }

    /// A bigint: the only kind of number that the tables have.
    mutating func append(_ number: Int64?) {
        guard let number else { return places.append(nil) }
        withUnsafeBytes(of: number.bigEndian) { append(bytes: $0) }
    }

    mutating func append(_ number: Int) {
        append(Int64(number))
    }

    mutating func append(_ flag: Bool) {
        append(bytes: CollectionOfOne(flag ? 1 : 0))
    }

    private mutating func append(bytes new: some Collection<UInt8>) {
        places.append((bytes.count, new.count))
        bytes.append(contentsOf: new)
    }

    var count: Int { places.count }
    /// The bytes of all values.
    var size: Int { bytes.count }

    /// Calls the body with the values, their lengths and their forms as libpq takes them.
    func withPointers<Value>(
        _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) throws -> Value
    ) rethrows -> Value {
        try bytes.withUnsafeBytes { memory in
            let values = places.map { place in
                place.flatMap { memory.baseAddress?.advanced(by: $0.offset).assumingMemoryBound(to: CChar.self) }
            }
            return try body(
                values, places.map { Int32($0?.count ?? 0) }, [Int32](repeating: 1, count: places.count))
        }
    }
}
