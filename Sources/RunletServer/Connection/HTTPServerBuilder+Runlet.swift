import Hummingbird
import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// The one place where connections are set up.
    ///
    /// HTTP/1.1 only. A request for a WebSocket is caught before it becomes one of the framework's: see
    /// ``WebSocketUpgrade``. Routes and everything above know nothing of it.
    static func runlet(_ options: ServerOptions, webSockets: WebSocketService?) -> HTTPServerBuilder {
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                RequestFraming.Installer(bodyLimit: options.bodyLimit, webSockets: webSockets), ConnectionWatch(),
                WriteStallHandler(timeout: .seconds(30)),
            ],
            idleTimeout: .seconds(Int64(options.idleTimeout)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
        let bodyLimit = options.bodyLimit
        return HTTPServerBuilder { responder in
            HTTP1Channel(
                responder: { request, writer, channel in
                    // A client that asks first is only told to go on where its body will be taken.
                    if request.headers[.expect]?.lowercased() == "100-continue",
                        (request.headers[.contentLength].flatMap { Int($0) } ?? 0) <= bodyLimit
                    {
                        try await writer.writeInformationalHead(HTTPResponse(status: .continue))
                    }
                    try await responder(request, writer, channel)
                },
                configuration: configuration)
        }
    }
}
