/// The names under which clients may ask for this server.
///
/// A page of the web can have its own name lead to this machine (DNS rebinding); its requests then look like those of the
/// server's own pages, save for that name. An address cannot be made to lead elsewhere, and a name without a dot is of this
/// machine or network: nobody can register one.
public enum AllowedHosts: Hashable, Sendable {
    case all
    /// These, in small letters, and besides them addresses, names without a dot, and those below `localhost`.
    case these(Set<String>)

    /// - Parameter host: the value of a `Host` header, with or without a port.
    package func contains(_ host: String?) -> Bool {
        guard case .these(let names) = self else { return true }
        // Without one it is HTTP/1.0, which no browser speaks.
        guard let host = host?.lowercased(), !host.isEmpty else { return true }
        if host.hasPrefix("[") { return true }
        var name = host.prefix { $0 != ":" }
        if name.hasSuffix(".") { name.removeLast() }
        return !name.contains(".") || name.hasSuffix(".localhost") || Self.isAddress(name)
            || names.contains(String(name))
    }

    /// No top-level domain is a number, so what ends in one is an IPv4 address in some notation (WHATWG URL, 3.5).
    private static func isAddress(_ name: Substring) -> Bool {
        guard let last = name.split(separator: ".", omittingEmptySubsequences: false).last, !last.isEmpty else {
            return false
        }
        return last.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
