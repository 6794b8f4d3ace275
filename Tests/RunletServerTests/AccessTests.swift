import HTTPTypes
import NIOHTTP1
import RunletServer
import Testing

@Suite("Who is let in")
struct AccessTests {
    private static let own = "http://localhost:8000"

    private func claims(_ origin: String? = nil, _ keys: String...) -> ClientClaims {
        ClientClaims(origin: origin, host: "localhost:8000", keys: keys)
    }

    @Test("a key is right as a whole or not at all")
    func key() throws {
        let key = try #require(AccessKey("secret"))
        #expect(key.matches("secret"))
        for wrong in ["", "secre", "secrets", "secretsecret", "Secret", "sécret", "\u{0}secret"] {
            #expect(!key.matches(wrong), "\(wrong)")
        }
        #expect(AccessKey("") == nil)
        #expect("\(key) \(String(reflecting: key))" == "*** ***")
        var dumped = ""
        dump(ServerOptionsHolder(key: key), to: &dumped)
        #expect(!dumped.contains("115"), "\(dumped)")
    }

    private struct ServerOptionsHolder { let key: AccessKey }

    @Test("under a name that is not the server's nobody is let in, except to ask whether it is there")
    func hosts() {
        let policy = AccessPolicy(hosts: .these(["runlet.example"]))
        for (host, isLetIn) in [
            ("runlet.example", true), ("Runlet.Example:8000", true), ("localhost", true), ("x.localhost:1", true),
            ("10.1.2.3:8000", true), ("[fe80::1]:8000", true), ("evil.example", false), ("runlet", true),
            ("not.localhost.example", false),
            ("127.0.0.1.evil.example", false), ("evil.example.", false),
        ] {
            let claims = ClientClaims(origin: "http://\(host)", host: host)
            for changes in [true, false] {
                let problem = policy.problem(with: claims, changes: changes, level: .page)
                #expect((problem?.status != .misdirectedRequest) == isLetIn, "\(host)")
            }
            #expect(policy.problem(with: claims, changes: false, level: .open) == nil)
        }
        #expect(AccessPolicy().problem(with: ClientClaims(host: "any"), changes: false, level: .key) == nil)
    }

    @Test("a name and a password are asked of everybody, and a key besides where there is one")
    func basic() throws {
        let policy = AccessPolicy(key: AccessKey("key"), basic: AccessKey("me:secret"))
        func problem(_ keys: [String], _ credentials: [String], _ level: AccessPolicy.Level) -> APIError? {
            policy.problem(with: ClientClaims(keys: keys, credentials: credentials), changes: false, level: level)
        }
        #expect(problem([], [], .open) == nil)
        #expect(problem(["key"], [], .page)?.headers[.wwwAuthenticate]?.hasPrefix("Basic") == true)
        #expect(problem([], ["me:secret"], .page) == nil)
        #expect(problem([], ["me:secret"], .key)?.headers[.wwwAuthenticate] == "Bearer")
        #expect(problem(["key"], ["me:secret"], .key) == nil)
        #expect(problem(["key"], ["me:wrong", "you:secret"], .key)?.status == .unauthorized)
    }

    @Test("pages of others must not change anything, and may look")
    func origins() {
        let policy = AccessPolicy(origins: AllowedOrigins(["https://a.example"]))
        for origin in [nil, Self.own, "https://a.example"] {
            #expect(policy.problem(with: claims(origin), changes: true, level: .key) == nil)
        }
        for origin in ["https://b.example", "null"] {
            #expect(policy.problem(with: claims(origin), changes: true, level: .open)?.status == .forbidden)
            #expect(policy.problem(with: claims(origin), changes: false, level: .key) == nil)
        }
    }

    @Test("the key opens what is not open, and the operators' key all of it")
    func levels() {
        let policy = AccessPolicy(key: AccessKey("user"), operatorKey: AccessKey("boss"))
        func status(_ level: AccessPolicy.Level, _ keys: String...) -> Int? {
            policy.problem(with: ClientClaims(keys: keys), changes: true, level: level)?.status.code
        }
        #expect(status(.open) == nil)
        #expect(status(.page) == nil)
        #expect(status(.key) == 401)
        #expect(status(.key, "wrong") == 401)
        #expect(status(.key, "user") == nil)
        #expect(status(.key, "wrong", "user") == nil)
        #expect(status(.key, "boss") == nil)
        #expect(status(.operators) == 401)
        #expect(status(.operators, "user") == 401)
        #expect(status(.operators, "boss") == nil)
    }

    @Test("without keys everything is open; with one alone operators need that")
    func partial() {
        #expect(AccessPolicy().problem(with: claims(), changes: true, level: .operators) == nil)
        let user = AccessPolicy(key: AccessKey("user"))
        #expect(user.problem(with: claims(nil, "user"), changes: false, level: .operators) == nil)
        #expect(user.problem(with: claims(), changes: false, level: .operators) != nil)
        let boss = AccessPolicy(operatorKey: AccessKey("boss"))
        #expect(boss.problem(with: claims(), changes: true, level: .key) == nil)
        #expect(boss.problem(with: claims(), changes: false, level: .operators) != nil)
    }
}

@Suite("The handshake of a WebSocket")
struct WebSocketHandshakeTests {
    private func head(_ changes: [String: String?] = [:], uri: String = "/execute") -> HTTPRequestHead {
        var headers: HTTPHeaders = [
            "Host": "localhost:8000", "Upgrade": "websocket", "Connection": "keep-alive, Upgrade",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol": "runlet.v1",
        ]
        for (name, value) in changes {
            headers.remove(name: name)
            if let value { headers.add(name: name, value: value) }
        }
        return HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: headers)
    }

    private func status(_ head: HTTPRequestHead, _ policy: AccessPolicy = AccessPolicy()) -> Int {
        do throws(APIError) {
            _ = try WebSocketHandshake(head, policy)
            return 101
        } catch {
            return error.status.code
        }
    }

    @Test("only a request for one is meant")
    func meant() {
        #expect(WebSocketHandshake.isMeant(by: head()))
        #expect(WebSocketHandshake.isMeant(by: head(["Upgrade": "WebSocket"], uri: "/execute?x=1")))
        #expect(!WebSocketHandshake.isMeant(by: head(uri: "/jobs")))
        #expect(!WebSocketHandshake.isMeant(by: head(["Upgrade": "h2c"])))
        #expect(!WebSocketHandshake.isMeant(by: head(["Connection": "keep-alive"])))
        var post = head()
        post.method = .POST
        #expect(!WebSocketHandshake.isMeant(by: post))
    }

    @Test("what the request must have")
    func requirements() {
        #expect(status(head()) == 101)
        #expect(status(head(["Sec-WebSocket-Protocol": nil])) == 101)
        #expect(status(head(["Sec-WebSocket-Protocol": "chat, runlet.v1"])) == 101)
        #expect(status(head(["Sec-WebSocket-Protocol": "chat"])) == 400)
        #expect(status(head(["Sec-WebSocket-Version": "8"])) == 426)
        #expect(status(head(["Sec-WebSocket-Version": nil])) == 426)
        #expect(status(head(["Sec-WebSocket-Key": "short"])) == 400)
        #expect(status(head(["Sec-WebSocket-Key": nil])) == 400)
        #expect(status(head(["Content-Length": "0"])) == 400)
    }

    @Test("origins as for a request that changes something")
    func origins() {
        #expect(status(head(["Origin": "http://localhost:8000"])) == 101)
        #expect(status(head(["Origin": "http://evil.example"])) == 403)
        #expect(status(head(["Origin": "null"])) == 403)
        var twice = head(["Origin": "http://localhost:8000"])
        twice.headers.add(name: "Origin", value: "http://localhost:8000")
        #expect(status(twice) == 403)
        let policy = AccessPolicy(origins: AllowedOrigins(["*"]))
        #expect(status(head(["Origin": "http://good.example"]), policy) == 101)
    }

    @Test("a key comes as a protocol, or as for any request")
    func keys() {
        let policy = AccessPolicy(key: AccessKey("a???b>>>"))
        #expect(status(head(), policy) == 401)
        // base64url of the key, without padding.
        #expect(status(head(["Sec-WebSocket-Protocol": "runlet.v1, runlet.key.YT8_P2I-Pj4"]), policy) == 101)
        #expect(status(head(["Sec-WebSocket-Protocol": "runlet.v1, runlet.key.YT8_P2I-Pj8"]), policy) == 401)
        #expect(status(head(["Sec-WebSocket-Protocol": "runlet.v1, runlet.key."]), policy) == 401)
        #expect(status(head(["Authorization": "Bearer a???b>>>"]), policy) == 101)
        #expect(status(head(["Authorization": "bearer a???b>>>"]), policy) == 101)
        #expect(status(head(["X-API-Key": "a???b>>>"]), policy) == 101)
        #expect(status(head(["Authorization": "Basic a???b>>>"]), policy) == 401)
    }
}
