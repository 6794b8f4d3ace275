import Hummingbird
import NIOCore

extension Response {
    /// This answer, after which the connection closes: for requests whose body nobody wants to read.
    ///
    /// Our side closes first and the rest five seconds later. Closing at once would make the kernel answer what still
    /// comes with a reset, which destroys an answer that the client has not read yet.
    func closing(_ channel: any Channel) -> Response {
        let body = self.body
        var response = self
        response.headers[.connection] = "close"
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            channel.close(mode: .output, promise: nil)
            channel.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
        }
        return response
    }
}
