public import Hummingbird
public import NIOCore

/// What comes with a request: its logger, its path's parameters, and its connection.
public struct APIContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The connection, to notice that the client goes away.
    public let channel: any Channel

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
