import HTTPTypes
import Hummingbird
import NIOCore

/// A file of the playground, ready to be sent.
package struct PageFile: Sendable {
    /// The bytes of a file and what names them.
    package struct Content: Sendable {
        /// No buffer of the network: those take up to twice the room.
        package let bytes: [UInt8]
        /// A strong entity tag, with its quotes.
        package let tag: String

        package init(_ bytes: [UInt8]) {
            self.bytes = bytes
            // FNV-1a of 64 bits. Nobody chooses these bytes but who runs the server.
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            tag = "\"\(String(hash, radix: 36))-\(String(bytes.count, radix: 36))\""
        }
    }

    package let contentType: String
    package let content: Content
    /// The same as `gzip` packs it, where that lies beside it.
    package let packed: Content?

    package init(contentType: String, content: Content, packed: Content? = nil) {
        self.contentType = contentType
        self.content = content
        self.packed = packed
    }

    /// - Parameter headers: more of the answer's.
    func response(to request: Request, headers: HTTPFields = [:]) -> Response {
        var fields = headers
        fields[.contentType] = contentType
        // To be asked for each time, and sent again only where it is another: no version of a page has to be thought of.
        fields[.cacheControl] = "no-cache"
        fields[raw: "Referrer-Policy"] = "no-referrer"
        var sent = content
        if let packed {
            fields[values: .vary].append("Accept-Encoding")
            if request.takesGzip {
                sent = packed
                fields[.contentEncoding] = "gzip"
            }
        }
        fields[.eTag] = sent.tag
        guard !request.has(sent.tag) else {
            fields[.contentType] = nil
            fields[.contentEncoding] = nil
            return Response(status: .notModified, headers: fields)
        }
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: sent.bytes)))
    }
}

extension Request {
    fileprivate var takesGzip: Bool {
        HeaderList.items(headers[values: .acceptEncoding]).contains { item in
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard parts.first == "gzip" || parts.first == "*" else { return false }
            // A weight of 0 means "not this one".
            return !parts.dropFirst().contains { $0.hasPrefix("q=0") && !$0.contains { ("1"..."9").contains($0) } }
        }
    }

    /// Whether the client has what the tag stands for (RFC 9110, 13.1.2).
    fileprivate func has(_ tag: String) -> Bool {
        HeaderList.items(headers[values: .ifNoneMatch]).contains { item in
            item == "*" || item == tag || item == "W/\(tag)"
        }
    }
}
