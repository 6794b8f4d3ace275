import RunletSandbox
import Testing

extension SandboxTests {
    /// System calls by their numbers on x86-64, with arguments that do no harm where a call is allowed.
    @Suite("System calls that are refused")
    struct SystemCallTests {
        private static let dangerous = [
            "mount": "165, 0, 0, 0, 0, 0", "umount2": "166, 0, 0", "pivot_root": "155, 0, 0", "chroot": "161, 0",
            "unshare": "272, 0", "setns": "308, -1, 0", "fsopen": "430, 0, 0",
            "open_tree": "428, -1, 0, 0", "move_mount": "429, -1, 0, -1, 0, 0", "ptrace": "101, 16, 0, 0, 0",
            "process_vm_readv": "310, 0, 0, 0, 0, 0, 0", "kcmp": "312, 0, 0, 0, 0, 0", "pidfd_getfd": "438, -1, 0, 0",
            "bpf": "321, 0, 0, 0", "perf_event_open": "298, 0, 0, -1, -1, 0", "userfaultfd": "323, 0",
            "io_uring_setup": "425, 1, 0", "keyctl": "250, 0, -3, 0", "add_key": "248, 0, 0, 0, 0, 0",
            "fanotify_init": "300, 0, 0", "name_to_handle_at": "303, 0, 0, 0, 0, 0", "syslog": "103, 10, 0, 0",
            "settimeofday": "164, 1, 0", "swapon": "167, 0, 0", "acct": "163, 1", "reboot": "169, 0, 0, 0, 0",
            "clone3": "435, 0, 0",
        ]

        private func outcomes(_ text: String) -> [String: String] {
            text.split(separator: "\n").reduce(into: [:]) { result, line in
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
            }
        }

        @Test("What could reach the host is refused; outside of the sandbox the same calls are not")
        func refusesDangerousCalls() async throws {
            let script = Self.dangerous.map { "print('\($0.key):' + call(\($0.value)))" }.joined(separator: "\n")
            let inside = try await outcomes(Harness.python(script).text)
            let outside = try outcomes(Harness.pythonOutside(script))
            #expect(inside.count == Self.dangerous.count)
            for (name, outcome) in inside.sorted(by: { $0.key < $1.key }) {
                #expect(outcome == "EPERM" || outcome == "ENOSYS", "\(name)")
                #expect(outside[name] != "EPERM" && outside[name] != "ENOSYS", "the control for \(name)")
            }
            // The C library falls back to clone, whose arguments a filter can read.
            #expect(inside["clone3"] == "ENOSYS")
        }

        @Test("Calls that no list names do not exist, and neither do other ABIs' calls")
        func knowsNoOtherCalls() async throws {
            let run = try await Harness.python(
                """
                print(call(9999), call(444, 0, 0, 1), call(0x40000000 + 39), call(134))
                """)
            #expect(run.text == "ENOSYS ENOSYS ENOSYS ENOSYS\n")
            #expect(try Harness.pythonOutside("print(call(444, 0, 0, 1))") == "OK\n")
        }

        @Test("The 32-bit entry is closed")
        func closesTheOldEntry() async throws {
            // mov eax, 20 (getpid); int 0x80; ret
            let script = """
                import mmap
                code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                code.write(bytes([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3]))
                entry = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
                print(entry() > 0)
                """
            let run = try await Harness.python(script)
            #expect(run.text == "False\n" || run.result.signal != nil)
        }

        @Test("No new namespace can be had by clone, not even behind high bits")
        func refusesNamespaces() async throws {
            let flags = ["0x10000000", "0x20000", "0x20000000", "0x40000000", "0x8000000", "0x4000000", "0x2000000"]
            let script = """
                def try_clone(flags):
                    result = libc.syscall(56, ctypes.c_ulong(flags | 17), 0, 0, 0, 0)
                    if result == 0: os._exit(0)
                    if result > 0:
                        os.waitpid(result, 0)
                        return "OK"
                    return errno.errorcode[ctypes.get_errno()]
                for flags in [\(flags.joined(separator: ", "))]:
                    print(try_clone(flags), try_clone(flags | 1 << 40))
                print(try_clone(0))
                """
            let run = try await Harness.python(script)
            #expect(run.lines == Array(repeating: "EPERM EPERM", count: flags.count) + ["OK"])
            #expect(
                try await Harness.python(
                    """
                    print(call(272, 0x10000000), call(272, 0x20000))
                    """
                ).text == "EPERM EPERM\n")
            #expect(try Harness.pythonOutside(script).split(separator: "\n").allSatisfy { $0.hasPrefix("OK") })
        }

        @Test("Nobody types into a terminal, however the request is spelt")
        func refusesTerminalInjection() async throws {
            let requests = ["0x5412", "0x5412 | 1 << 32", "0x5412 | 0xdeadbeef << 32", "0x541c", "0x5423 | 1 << 63"]
            let script = "print(*[call(16, 0, request, b'x') for request in [\(requests.joined(separator: ", "))]])"
            let run = try await Harness.python(script)
            #expect(run.text == "EPERM EPERM EPERM EPERM EPERM\n")
            #expect(try Harness.pythonOutside("print(call(16, os.open('/dev/null', 0), 0x5412, b'x'))") == "ENOTTY\n")
        }

        @Test("Devices cannot be made")
        func refusesDevices() async throws {
            let script = """
                import stat, tempfile
                d = tempfile.mkdtemp()
                print(attempt(lambda: os.mknod(d + "/b", 0o666 | stat.S_IFBLK, os.makedev(7, 0))),
                      attempt(lambda: os.mknod(d + "/c", 0o666 | stat.S_IFCHR, os.makedev(1, 1))),
                      attempt(lambda: os.mkfifo(d + "/f")))
                import shutil; shutil.rmtree(d)
                """
            #expect(try await Harness.python(script).text == "EPERM EPERM OK\n")
            #expect(try Harness.pythonOutside(script) == "OK OK OK\n")
        }
    }
}
