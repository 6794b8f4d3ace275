import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

extension Request {
    /// Whether the client says that there is one.
    var hasBody: Bool {
        headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    }
}

extension Response {
    /// The same answer, to a request whose body was not read: what is left of it is thrown away after the answer, and
    /// must not drip for ever.
    func bounding(restWithin timeout: TimeAmount, _ watch: ConnectionWatch, _ channel: any Channel) -> Response {
        let body = self.body
        var response = self
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            watch.expectRequest(on: channel, within: timeout)
        }
        return response
    }
}
