import CPostgres
import FoundationEssentials

/// What a statement returned, in the server's binary form. Freed with the last reference to it.
final class PostgresRows {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(result)
    }

    var count: Int { Int(PQntuples(result)) }

    /// Reads a row's columns one after the other.
    func row(_ index: Int) -> Row {
        Row(rows: self, index: Int32(index))
    }

    /// The number in the first column of the first row.
    func number() throws(PostgresFailure) -> Int {
        guard count > 0 else { throw .unexpectedAnswer }
        var row = row(0)
        return Int(try row.number())
    }

    struct Row {
        fileprivate let rows: PostgresRows
        fileprivate let index: Int32
        private var column: Int32 = 0

        fileprivate init(rows: PostgresRows, index: Int32) {
            self.rows = rows
            self.index = index
        }

        private mutating func next() throws(PostgresFailure) -> UnsafeRawBufferPointer? {
            guard column < PQnfields(rows.result) else { throw .unexpectedAnswer }
            defer { column += 1 }
            if PQgetisnull(rows.result, index, column) == 1 { return nil }
            return UnsafeRawBufferPointer(
                start: PQgetvalue(rows.result, index, column), count: Int(PQgetlength(rows.result, index, column)))
        }

        mutating func skip(_ columns: Int) {
            column += Int32(columns)
        }

        mutating func optionalText() throws(PostgresFailure) -> String? {
            try next().map { StoredText.original(String(decoding: $0, as: UTF8.self)) }
        }

        mutating func text() throws(PostgresFailure) -> String {
            guard let text = try optionalText() else { throw .unexpectedAnswer }
            return text
        }

        mutating func optionalData() throws(PostgresFailure) -> Data? {
            try next().map { Data($0) }
        }

        mutating func data() throws(PostgresFailure) -> Data {
            guard let data = try optionalData() else { throw .unexpectedAnswer }
            return data
        }

        mutating func optionalNumber() throws(PostgresFailure) -> Int64? {
            guard let bytes = try next() else { return nil }
            guard bytes.count == 8 else { throw .unexpectedAnswer }
            return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        }

        mutating func number() throws(PostgresFailure) -> Int64 {
            guard let number = try optionalNumber() else { throw .unexpectedAnswer }
            return number
        }

        mutating func flag() throws(PostgresFailure) -> Bool {
            guard let bytes = try next(), bytes.count == 1 else { throw .unexpectedAnswer }
            return bytes[0] != 0
        }
    }
}
