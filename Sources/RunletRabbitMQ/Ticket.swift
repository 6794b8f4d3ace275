/// A delivery, as the server knows it. Of no use when its connection is gone: the server delivers it again then.
struct Ticket: Hashable, Sendable {
    var generation: UInt64
    var tag: UInt64
}
