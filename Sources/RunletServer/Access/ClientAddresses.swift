import Glibc
package import NIOCore

/// Tells clients apart by their addresses, also behind proxies.
package struct ClientAddresses: Sendable {
    private let proxies: Set<String>

    /// - Parameter proxies: the addresses of proxies whose `X-Forwarded-For` is believed.
    package init(proxies: [String] = []) {
        self.proxies = Set(proxies.compactMap(Self.canonical))
    }

    /// The last address on a request's way that is none of the proxies'. Of IPv6 the network, since every home has more
    /// addresses than can be remembered.
    ///
    /// - Parameters:
    ///   - remote: the connection's other end.
    ///   - forwarded: the values of `X-Forwarded-For`, in the order in which they came.
    package func client(_ remote: SocketAddress?, forwarded: [String]) -> String {
        var client = remote?.ipAddress ?? "unknown"
        guard !proxies.isEmpty else { return Self.network(client) }
        var way = forwarded.flatMap { $0.split(separator: ",") }
        // Each proxy adds whom it heard: what one says counts where it is believed itself.
        while proxies.contains(client), let next = way.popLast() {
            guard let address = Self.canonical(String(next.filter { $0 != " " })) else { break }
            client = address
        }
        return Self.network(client)
    }

    private static func canonical(_ address: String) -> String? {
        (try? SocketAddress(ipAddress: address, port: 0))?.ipAddress
    }

    /// The first four groups of an IPv6 address; an IPv4 one as it is.
    private static func network(_ address: String) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        // An IPv4 address in the clothes of IPv6 is one of its own.
        if bytes.starts(with: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]) {
            return bytes.suffix(4).map { "\($0)" }.joined(separator: ".")
        }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
    }
}
