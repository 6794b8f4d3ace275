import Glibc
import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("The network")
    struct NetworkIsolationTests {
        private static func connects(to port: String) -> String {
            """
            print(attempt(lambda: socket.create_connection(("127.0.0.1", \(port)), 2)),
                  attempt(lambda: socket.socket(socket.AF_UNIX).connect("\\0runlet-test-abstract")))
            """
        }

        @Test("A listener of the host cannot be reached, neither by port nor by name")
        func reachesNoListener() async throws {
            // The test's own listeners live as long as these descriptors.
            let tcp = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            let local = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            defer {
                close(tcp)
                close(local)
            }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let bound = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    bind(tcp, pointer, size) == 0 && listen(tcp, 4) == 0 && getsockname(tcp, pointer, &size) == 0
                }
            }
            try #require(bound)
            let name = Array("\0runlet-test-abstract".utf8)
            var path = sockaddr_un()
            path.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &path.sun_path) { $0.copyBytes(from: name) }
            let named = withUnsafePointer(to: &path) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(local, $0, socklen_t(2 + name.count)) == 0 && listen(local, 4) == 0
                }
            }
            try #require(named)
            let script = Self.connects(to: "\(UInt16(bigEndian: address.sin_port))")
            #expect(try Harness.pythonOutside(script) == "OK OK\n")
            #expect(try await Harness.python(script).text == "ECONNREFUSED ECONNREFUSED\n")
        }

        @Test("The rest of the world is not reachable, and that is said at once")
        func reachesNothing() async throws {
            let run = try await Harness.python(
                """
                begin = time.monotonic()
                print(attempt(lambda: socket.create_connection(("1.1.1.1", 80), 5)),
                      attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("8.8.8.8", 53))),
                      attempt(lambda: socket.create_connection(("2606:4700:4700::1111", 80), 5)),
                      attempt(lambda: socket.create_connection(("169.254.169.254", 80), 5)))
                print(time.monotonic() - begin < 0.5 * \(Harness.slowness), [name for _, name in socket.if_nameindex()])
                """)
            #expect(run.lines == ["ENETUNREACH ENETUNREACH ENETUNREACH ENETUNREACH", "True ['lo']"])
        }

        @Test("Its own loopback works, of both kinds")
        func hasALoopback() async throws {
            let run = try await Harness.python(
                """
                for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
                    server = socket.socket(family); server.bind((host, 0)); server.listen()
                    client = socket.create_connection(server.getsockname()[:2], 2)
                    peer, _ = server.accept(); peer.sendall(b"hello"); print(client.recv(5).decode())
                a, b = socket.socketpair(); a.send(b"pair"); print(b.recv(4).decode())
                u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(("127.0.0.1", 0))
                u.sendto(b"datagram", u.getsockname()); print(u.recv(8).decode())
                print(socket.gethostbyname("localhost"))
                """)
            #expect(run.lines == ["hello", "hello", "pair", "datagram", "127.0.0.1"])
        }

        @Test("Only local sockets, TCP and UDP can be made")
        func refusesOtherSockets() async throws {
            let script = """
                for family, kind, protocol in [
                    (38, 5, 0), (40, 1, 0), (17, 3, 768), (17, 2, 768), (16, 3, 9), (16, 3, 15), (2, 3, 1), (2, \
                3, 255), (10, 3, 58),
                    (2, 2, 1), (2, 5, 132), (2, 1, 132), (2, 2, 136), (44, 3, 0), (29, 3, 1), (31, 3, 0), (21, \
                5, 0), (2, 1, 262),
                ]:
                    print(call(41, family, kind, protocol), call(41, family | 1 << 32, kind | 1 << 32, protocol \
                | 1 << 32))
                print(call(41, 16, 3, 0), call(41, 1, 1, 0), call(41, 1, 5, 0), call(41, 2, 1, 6), call(41, 2, \
                2, 17), call(41, 10, 1, 0))
                """
            let run = try await Harness.python(script)
            #expect(run.lines.dropLast() == Array(repeating: "EPERM EPERM", count: 18))
            #expect(run.lines.last == "OK OK OK OK OK OK")
            let outside = "print(call(41, 17, 3, 768), call(41, 2, 3, 1), call(41, 16, 3, 15), call(41, 40, 1, 0))"
            #expect(try Harness.pythonOutside(outside) == "OK OK OK OK\n")
        }
    }
}
