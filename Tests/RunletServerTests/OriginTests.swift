import RunletServer
import Testing

@Suite("Origins")
struct OriginTests {
    @Test(
        "The server's own origin is the one of its Host header",
        arguments: [
            ("http://localhost:8000", "localhost:8000"), ("https://run.example", "run.example"),
            ("HTTPS://Run.Example", "run.example"), ("http://run.example", "run.example:80"),
            ("https://run.example", "run.example:443"), ("http://[::1]:8000", "[::1]:8000"),
        ])
    func own(origin: String, host: String) {
        #expect(AllowedOrigins.isOwn(origin, host: host))
    }

    @Test(
        "Others are not its own",
        arguments: [
            ("http://localhost:8001", "localhost:8000"), ("http://localhost", "localhost:8000"),
            ("http://evil.example", "localhost:8000"), ("null", "localhost:8000"), ("", "localhost:8000"),
            ("http://", ""), ("http://localhost:8000/", "localhost:8000"), ("localhost:8000", "localhost:8000"),
            ("http://localhost:8000.evil.example", "localhost:8000"), ("http://a@localhost:8000", "localhost:8000"),
            ("http://localhost:8000, http://localhost:8000", "localhost:8000"), ("ftp://localhost", "localhost"),
            ("https://run.example", "run.example:80"),
        ])
    func foreign(origin: String, host: String) {
        #expect(!AllowedOrigins.isOwn(origin, host: host))
        #expect(!AllowedOrigins.isOwn(origin, host: nil))
    }

    @Test("A list lets in what is on it, the star everybody")
    func lists() {
        let some = AllowedOrigins(["https://a.example", "http://b.example:81"])
        #expect(some.contains("https://a.example") && some.contains("HTTP://B.example:81"))
        #expect(
            !some.contains("http://a.example") && !some.contains("https://a.example.evil") && !some.contains("null"))
        #expect(AllowedOrigins(["*"]).contains("null"))
        #expect(!AllowedOrigins.none.contains("https://a.example"))
    }
}
