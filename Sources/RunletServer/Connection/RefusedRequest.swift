import HTTPTypes
import NIOCore
import NIOHTTP1

/// The answer to a request that never gets as far as a route. The connection closes after it.
enum RefusedRequest {
    static func answer(_ error: APIError, _ context: ChannelHandlerContext) {
        let body = ByteBuffer(bytes: JSON.fields(["message": .string(error.message)]).encoded())
        var headers: HTTPHeaders = [
            "Content-Type": "application/json", "Content-Length": "\(body.readableBytes)", "Connection": "close",
            "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
        ]
        for field in error.headers { headers.add(name: field.name.rawName, value: field.value) }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: error.status.code), headers: headers)
        context.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
        context.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(body))), promise: nil)
        let channel = context.channel
        context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }
}
