import FoundationEssentials
import RunletCore

/// The large parts of a task as they are stored: JSON, made before a connection is taken.
struct EncodedPayload: Sendable {
    let plan: Data
    let result: Data?

    init(_ task: JobTask) throws {
        plan = try Self.encode(task.plan)
        result = try task.result.map(Self.encode)
    }

    static func encode(_ value: some Encodable) throws -> Data {
        try JSONEncoder().encode(value)
    }
}
