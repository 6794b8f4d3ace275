import FoundationEssentials
public import Hummingbird
import NIOCore

extension Response {
    /// An answer of `application/json`.
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var fields = headers
        fields[.contentType] = "application/json"
        return Response(
            status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.encoded())))
    }

    static func json(
        _ members: KeyValuePairs<String, JSON>, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        json(.fields(members), status: status, headers: headers)
    }

    /// An answer of `application/json`, for endpoints of one's own.
    public static func json(
        encoding value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws -> Response {
        var fields = headers
        fields[.contentType] = "application/json"
        let body = ByteBuffer(bytes: try JSONEncoder().encode(value))
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: body))
    }

    /// An answer of `text/plain`, for programs' output too: it is never anything else to a browser.
    static func text(_ bytes: some Sequence<UInt8>, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
