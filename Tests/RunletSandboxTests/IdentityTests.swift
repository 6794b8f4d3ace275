import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("Who a program is, and what it sees")
    struct IdentityTests {
        @Test("Every layer is in force as a program meets it")
        func isInForce() async throws {
            let layers = try await IsolationProbe.inspect(Harness.sandbox())
            #expect(layers.count >= 15)
            for layer in layers { #expect(layer.state == .inForce, "\(layer)") }
        }

        @Test("It is nobody, may nothing and cannot gain anything")
        func hasNoPrivileges() async throws {
            let run = try await Harness.shell(
                """
                id -u; id -g; id -G; grep -E '^(Cap|NoNew|Seccomp:)' /proc/self/status; hostname
                """)
            let none = ["Inh", "Prm", "Eff", "Bnd", "Amb"].map { "Cap\($0):\t0000000000000000" }
            #expect(run.lines.prefix(3) == ["1000", "1000", "1000"])
            #expect(Array(run.lines.dropFirst(3)) == none + ["NoNewPrivs:\t1", "Seccomp:\t2", "runlet"])
        }

        @Test("It cannot become anybody else")
        func cannotChangeUser() async throws {
            let script = """
                print(attempt(lambda: os.setuid(0)), attempt(lambda: os.setgid(0)), attempt(lambda: os.setgroups([0])),
                      attempt(lambda: os.setresuid(0, 0, 0)), attempt(lambda: os.setuid(1001)))
                """
            let run = try await Harness.python(script)
            #expect(run.text == "EINVAL EINVAL EPERM EINVAL EINVAL\n")
            #expect(
                try Harness.pythonOutside(
                    """
                    print(attempt(lambda: os.setgroups([0])), attempt(lambda: os.setuid(1001)))
                    """) == "OK OK\n")
        }

        @Test("A set-user-id bit has no effect")
        func ignoresTheSetUserIDBit() async throws {
            let run = try await Harness.shell(
                """
                cp /bin/bash b; chmod 6755 b; ./b -pc 'echo $EUID'; grep -E '^Uid' /proc/self/status; su -c id \
                root </dev/null; echo $?
                """)
            #expect(run.lines.first == "1000")
            #expect(run.lines.contains("Uid:\t1000\t1000\t1000\t1000"))
            #expect(run.lines.last != "0")
        }

        @Test("It sees its own processes alone, and nothing of the kernel's")
        func seesOnlyItself() async throws {
            let run = try await Harness.shell(
                """
                cd /proc; echo *; ls /proc/1 2>&1; cat /proc/meminfo /proc/kcore 2>&1; ls /sys 2>&1
                """)
            let entries = run.lines[0].split(separator: " ").map(String.init)
            #expect(!entries.contains("1"))
            #expect(entries.filter { Int($0) != nil }.count <= 2)
            #expect(entries.filter { Int($0) == nil } == ["self", "thread-self"])
            #expect(run.lines.dropFirst().allSatisfy { $0.hasSuffix("No such file or directory") })
            #expect(HostProcesses.all.contains(1))
        }

        @Test("It has three descriptors, and none of them leads to the host")
        func hasThreeDescriptors() async throws {
            let run = try await Harness.python(
                """
                fds = sorted(int(f) for f in os.listdir('/proc/self/fd')); print(fds[:3], len(fds)); \
                print([os.readlink(f'/proc/self/fd/{f}').split(':')[0] for f in range(3)])
                """)
            // The fourth is the listing's own.
            #expect(run.lines == ["[0, 1, 2] 4", "['/memfd', 'pipe', 'pipe']"])
        }

        @Test("It can write to its streams by their names")
        func opensItsStreamsByName() async throws {
            let run = try await Harness.shell(
                """
                echo a > /dev/stdout; echo b > /dev/stderr; echo c > /proc/self/fd/1; echo d | cat /dev/stdin
                """)
            #expect(run.text == "a\nc\nd\n")
            #expect(run.errorText == "b\n")
        }

        @Test("It cannot change its core limit: a core would be the host's to handle")
        func keepsTheCoreLimit() async throws {
            let script = """
                import resource
                print(resource.getrlimit(resource.RLIMIT_CORE))
                for limit in ((0, 0), (0, 1), (1, 1)):
                    try: resource.setrlimit(resource.RLIMIT_CORE, limit); print("OK")
                    except (OSError, ValueError): print("refused")
                print(call(160, 4, ctypes.addressof(ctypes.create_string_buffer(16))),
                      call(302, 0, 4 | 1 << 32, ctypes.addressof(ctypes.create_string_buffer(16)), 0))
                """
            let run = try await Harness.python(script)
            #expect(run.lines == ["(1, 1)", "refused", "refused", "refused", "EPERM EPERM"])
            let other = try await Harness.python(
                """
                import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)); print('OK')
                """)
            #expect(other.text == "OK\n")
        }

        @Test("It cannot harm what reports on it", arguments: ["9", "15", "19", "11", "7", "25"])
        func cannotHarmTheInit(signal: String) async throws {
            let run = try await Harness.python(
                """
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                outcome = attempt(lambda: os.kill(1, \(signal)))
                if os.fork() == 0:
                    os.setsid()
                    os.kill(-1, \(signal)) if \(signal) not in (9, 19) else None
                    os._exit(0)
                os.wait()
                print("alive", flush=True)
                """)
            #expect(run.result.ending == .exited(0) || run.result.signal == Int32(signal))
            let all = try await Harness.shell("sleep 60 & kill -9 -1; echo here; kill -9 1; echo still; exit 5")
            #expect(all.result.ending == .exited(5))
            #expect(all.text == "here\nstill\n")
        }
    }
}
