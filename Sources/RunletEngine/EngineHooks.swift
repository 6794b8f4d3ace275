public import RunletCore

public import struct FoundationEssentials.Data

/// What a developer's own code does about what happens in the engine. All of it must return soon: the engine waits.
public struct EngineHooks: Sendable {
    /// Before a job is accepted, in order: may change it, or refuse it by an error, which goes to whoever submitted it.
    public var acceptJob: [@Sendable (inout Job) async throws -> Void] = []
    /// After a change of a job was stored, by the coordinator that owns it; once at least for its end.
    public var jobChanged: [@Sendable (Job) async -> Void] = []
    /// Before a worker has a task executed, in order: may change it. An error fails the attempt.
    public var beginTask: [@Sendable (inout JobTask) async throws -> Void] = []
    /// After a worker's attempt at a task came to its end, and before anybody is told.
    public var taskEnded: [@Sendable (JobTask, TaskEvent.Kind) async -> Void] = []
    /// When a coordinator hears of a node, every few seconds for each.
    public var nodeReported: [@Sendable (NodeReport) -> Void] = []
    /// When output of a job's current attempt reaches the coordinator that owns it.
    public var output: [@Sendable (JobID, OutputStream, Data) -> Void] = []

    public init() {}
}
