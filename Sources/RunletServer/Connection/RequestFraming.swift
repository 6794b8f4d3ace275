import NIOCore
import NIOHTTP1

/// Refuses requests that HTTP/1 calls faulty and the decoder lets pass (RFC 9112, 3.2 and 6.1), and ones whose framing is
/// larger than anything that they can carry.
///
/// What is told apart by a Host, or counted by a length, must mean the same to every proxy on the way.
final class RequestFraming: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// Counts what comes in before it is decoded.
    final class Meter: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        /// Bytes of one request with all that is around its body.
        private let limit: Int
        fileprivate var count = 0

        init(limit: Int) {
            self.limit = limit
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            count += unwrapInboundIn(data).readableBytes
            if count > limit {
                context.close(promise: nil)
            } else {
                context.fireChannelRead(data)
            }
        }
    }

    /// Puts all where they belong: around the decoder, which is there before any handler of ours.
    final class Installer: ChannelInboundHandler, RemovableChannelHandler, Sendable {
        typealias InboundIn = NIOAny

        private let bodyLimit: Int
        private let webSockets: WebSocketService?

        /// - Parameter webSockets: nil where connections cannot become WebSockets.
        init(bodyLimit: Int, webSockets: WebSocketService?) {
            self.bodyLimit = bodyLimit
            self.webSockets = webSockets
        }

        func handlerAdded(context: ChannelHandlerContext) {
            let pipeline = context.pipeline.syncOperations
            do {
                let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
                // As much again for chunks, and a full set of header fields and trailers.
                let meter = Meter(limit: 2 * bodyLimit + 256 << 10)
                try pipeline.addHandler(meter, position: .before(decoder))
                let framing = RequestFraming(meter)
                try pipeline.addHandler(framing, position: .after(decoder))
                if let webSockets {
                    try pipeline.addHandler(WebSocketUpgrade(webSockets), position: .after(framing))
                }
                pipeline.removeHandler(context: context, promise: nil)
            } catch {
                // Not the pipeline that this was written for: nobody is served by half of it.
                context.close(promise: nil)
            }
        }
    }

    private let meter: Meter
    private var isRefused = false

    init(_ meter: Meter) {
        self.meter = meter
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        if case .head(let head) = unwrapInboundIn(data) {
            meter.count = 0
            if let problem = Self.problem(with: head) { return refuse(problem, context) }
        }
        context.fireChannelRead(data)
    }

    private func refuse(_ problem: String, _ context: ChannelHandlerContext) {
        isRefused = true
        RefusedRequest.answer(.badRequest(problem), context)
    }

    private static func problem(with head: HTTPRequestHead) -> String? {
        let hosts = head.headers["host"]
        if head.version != .http1_1, head.headers.contains(name: "transfer-encoding") {
            return "chunks are not of HTTP/1.0"
        }
        if hosts.isEmpty, head.version != .http1_1 { return nil }
        guard hosts.count == 1, isHost(Array(hosts[0].utf8)) else {
            return "the Host header must be there once, and a host"
        }
        return nil
    }

    /// `uri-host [":" port]` (RFC 9110, 7.2); empty where the client has no name for us.
    private static func isHost(_ host: [UInt8]) -> Bool {
        var end = host.endIndex
        if host.first == UInt8(ascii: "[") {
            guard let bracket = host.lastIndex(of: UInt8(ascii: "]")) else { return false }
            end = bracket + 1
        } else if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
            end = colon
        }
        if end < host.endIndex {
            let port = host[(end + 1)...]
            guard host[end] == UInt8(ascii: ":"), port.allSatisfy({ (0x30...0x39).contains($0) }),
                port.isEmpty || UInt16(String(decoding: port, as: UTF8.self)) != nil
            else { return false }
        }
        return host[..<end].allSatisfy { byte in
            let isAlphanumeric =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isAlphanumeric || "-._~%!$&'()*+;=:[]".utf8.contains(byte)
        }
    }
}
