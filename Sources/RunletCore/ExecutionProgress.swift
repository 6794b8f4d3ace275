public import struct FoundationEssentials.Data

/// What a runtime tells while it executes a task.
public enum ExecutionProgress: Hashable, Sendable {
    case output(Phase.Kind, OutputStream, Data)
    case phaseEnded(Phase.Kind, Outcome)
}
