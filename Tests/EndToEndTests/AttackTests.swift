import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("Attacks", .server())
    struct AttackTests {
        /// The server still does what it is for, and nothing of the attack is left.
        private func expectHealthy() async throws {
            let answer = try await client.bash("echo hello world")
            #expect(answer["output"] == "hello world\n", "\(answer.text)")
            try await SharedServer.expectNothingLeft(of: server)
        }

        @Test("a program that wants too much memory is ended for it")
        func memory() async throws {
            let answer = try await client.execute([
                "language": "python", "code": "a = []\nwhile True: a.append(bytearray(10_000_000))",
                "limits": ["memory": "64MiB"],
            ])
            #expect(answer.status == 200)
            #expect(answer["outcome"] == "memory-limit")
            #expect(try #require(answer["usage"]["memory"].int) <= 64 << 20)
            try await expectHealthy()
        }

        @Test("a fork bomb stays within its processes")
        func forkBomb() async throws {
            let answer = try await client.bash(
                "bomb() { bomb | bomb & }; bomb; wait; sleep 10", ["limits": ["processes": 32, "timeout": "1s"]])
            #expect(answer.status == 200)
            #expect(["process-limit", "timeout"].contains(answer["outcome"].string))
            try await expectHealthy()
        }

        @Test("processes that detach end with the run")
        func daemons() async throws {
            let start = ContinuousClock.now
            let answer = try await client.bash(
                "for i in 1 2 3; do (setsid sleep 100 >/dev/null 2>&1 </dev/null &); done; setsid sleep 100 & echo out")
            #expect(answer["outcome"] == "completed")
            #expect(answer["output"] == "out\n")
            #expect(ContinuousClock.now - start < .seconds(4))
            try await expectHealthy()
        }

        @Test("a flood of output is cut at its limit")
        func flood() async throws {
            let answer = try await client.bash("yes", ["limits": ["output": "64KiB"]])
            #expect(answer["outcome"] == "output-limit")
            #expect(answer["truncated"] == true)
            #expect(try #require(answer["output"].string?.utf8.count) <= 64 << 10)
            let standard = try await client.bash("yes >&2 & yes")
            #expect(standard["outcome"] == "output-limit")
            #expect(try #require(standard["output"].string?.utf8.count) <= 1 << 20)
            try await expectHealthy()
        }

        @Test("a flood of compiler output is cut too")
        func compilerFlood() async throws {
            let code =
                "#define A x x x x x x x x x x\n#define B A A A A A A A A A A\n#define C B B B B B B B B B B\n"
                + "#define D C C C C C C C C C C\nint main(void) { D D D D D D D D D D }"
            let answer = try await client.execute([
                "language": "c", "code": .string(code), "limits": ["output": "16KiB", "timeout": "5s"],
            ])
            #expect(answer.status == 200)
            #expect(answer["run"] == nil)
            #expect(try #require(answer["output"].string?.utf8.count) <= 16 << 10)
            try await expectHealthy()
        }

        @Test("a disk cannot be filled above its limit", arguments: ["file", "/tmp/file", "/dev/shm/file"])
        func disk(_ path: String) async throws {
            let answer = try await client.bash(
                "head -c 100000000 /dev/zero > \(path)", ["limits": ["disk": "1MiB"]])
            #expect(answer.status == 200)
            #expect(answer["outcome"] == "disk-limit", "\(answer.text)")
            try await expectHealthy()
        }

        @Test("a million files are too many")
        func files() async throws {
            let answer = try await client.bash(
                "i=0; while : > f$i; do i=$((i + 1)); done; echo $i", ["limits": ["disk": "1MiB", "timeout": "2s"]])
            #expect(answer.status == 200)
            try await expectHealthy()
        }

        @Test("an artifact above every bound does no harm")
        func artifacts() async throws {
            let answer = try await client.bash(
                "head -c 60000000 /dev/zero > big; truncate -s 1T sparse; for i in $(seq 500); do : > small$i; done",
                ["artifacts": ["big", "sparse", "small*"]])
            #expect(answer.status == 200)
            #expect(answer["artifactsTruncated"] == true)
            try await expectHealthy()
        }

        @Test("a program that ignores every signal ends at its time-out")
        func stubborn() async throws {
            let answer = try await client.bash(
                "trap '' TERM INT HUP QUIT; while :; do :; done", ["limits": ["timeout": "300ms"]])
            #expect(answer["outcome"] == "timeout")
            try await expectHealthy()
        }

        @Test("there is no network, no other process and no secret of the host's")
        func sight() async throws {
            let code = """
                import os, socket
                def attempt(name, body):
                    try:
                        print(name, body())
                    except OSError:
                        print(name, "refused")
                attempt("connect", lambda: socket.create_connection(("127.0.0.1", \(try server.port)), 1))
                attempt("shadow", lambda: open("/etc/shadow").read())
                attempt("write", lambda: open("/usr/x", "w"))
                attempt("mknod", lambda: os.mknod("/tmp/n", 0o60600, os.makedev(8, 0)))
                attempt("kill", lambda: os.kill(\(try server.pid), 9))
                print("root", os.getuid() == 0, [name for name in os.environ if name.startswith("RUNLET")])
                """
            let answer = try await client.execute(["language": "python", "code": .string(code)])
            let names = ["connect", "shadow", "write", "mknod", "kill"]
            let expected = names.map { "\($0) refused\n" }.joined() + "root False []\n"
            #expect(answer["output"] == .string(expected), "\(answer.text)")
            try await expectHealthy()
        }
    }
}
