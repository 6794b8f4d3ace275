/// The store could not do it now, and nothing was changed: a disk is full, a server does not answer. It may be over soon.
public struct StoreUnavailable: TemporaryError, CustomStringConvertible {
    /// For the log: it may name paths.
    public let reason: String

    public init(reason: String) {
        self.reason = reason
    }

    public var isTemporary: Bool { true }

    public var description: String { "the store is not available: \(reason)" }
}
