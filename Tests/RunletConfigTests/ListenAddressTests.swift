import RunletConfig
import Testing

@Suite("Listening addresses")
struct ListenAddressTests {
    @Test(
        "An address is a host and a port",
        arguments: [
            ("127.0.0.1:8000", "127.0.0.1", 8000), ("localhost:0", "localhost", 0), ("[::1]:65535", "::1", 65_535),
            ("my-host.example:80", "my-host.example", 80),
        ])
    func readsAddress(text: String, host: String, port: Int) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(
        "What is no address is refused",
        arguments: [
            "", ":8000", "localhost", "localhost:", "localhost:65536", "localhost:-1", "localhost:8000x", "::1:8000",
            "[]:80", "[host]:80", "a b:80", "http://host:80", "host:99999999999999999999",
        ])
    func refusesAddress(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
