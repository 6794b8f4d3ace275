import NIOCore
import RunletServer
import Testing

@Suite("The rate of a client's requests")
struct RateLimitTests {
    @Test("is as many at once as in a second, and then one for each part of it")
    func burst() {
        let limiter = RateLimiter(rate: 10)
        for _ in 0..<10 { #expect(limiter.take("a", at: .zero) == nil) }
        #expect(limiter.take("a", at: .zero) == .milliseconds(100))
        #expect(limiter.take("a", at: .milliseconds(60)) == .milliseconds(40))
        #expect(limiter.take("a", at: .milliseconds(100)) == nil)
        #expect(limiter.take("a", at: .milliseconds(100)) == .milliseconds(100))
        // Nothing is saved up beyond a second.
        for _ in 0..<10 { #expect(limiter.take("a", at: .seconds(100)) == nil) }
        #expect(limiter.take("a", at: .seconds(100)) != nil)
    }

    @Test("is each client's own")
    func clients() {
        let limiter = RateLimiter(rate: 1)
        #expect(limiter.take("a", at: .zero) == nil)
        #expect(limiter.take("a", at: .zero) != nil)
        #expect(limiter.take("b", at: .zero) == nil)
    }

    @Test("holds also where there are more clients than are remembered")
    func manyClients() {
        let limiter = RateLimiter(rate: 2)
        for number in 0..<200_000 { _ = limiter.take("client \(number)", at: .microseconds(number)) }
        #expect(limiter.take("client 199999", at: .microseconds(200_000)) == nil)
        #expect(limiter.take("client 199999", at: .microseconds(200_000)) != nil)
    }

    @Test(
        "is that of the last one on the way whom no proxy of ours vouches for",
        arguments: [
            ("10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
            // Only the last of ours is believed; what the client made up stands before.
            ("10.0.0.1", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
            ("10.0.0.1", ["6.6.6.6", "1.2.3.4, 10.0.0.2"], "1.2.3.4"),
            ("10.0.0.1", ["nonsense"], "10.0.0.1"),
            ("10.0.0.1", [], "10.0.0.1"),
            ("1.2.3.4", ["6.6.6.6"], "1.2.3.4"),
            ("10.0.0.1", ["2001:db8:1:2:3::9"], "20:1:d:b8:0:1:0:2"),
            ("2001:db8:1:2::7", [], "20:1:d:b8:0:1:0:2"),
            ("::ffff:1.2.3.4", [], "1.2.3.4"),
        ])
    func way(remote: String, forwarded: [String], client: String) throws {
        let clients = ClientAddresses(proxies: ["10.0.0.1", "10.0.0.2"])
        let address = try SocketAddress(ipAddress: remote, port: 1)
        #expect(clients.client(address, forwarded: forwarded) == client)
        #expect(
            ClientAddresses().client(try SocketAddress(ipAddress: "10.0.0.1", port: 1), forwarded: ["1.1.1.1"])
                == "10.0.0.1")
    }
}
