import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("The file system")
    struct FileSystemIsolationTests {
        @Test("Only the run's own directories can be written, whatever root and modes say")
        func writesNowhereElse() async throws {
            let places = [
                "/", "/usr", "/usr/bin", "/etc", "/dev", "/proc", "/proc/self", "/root", "/home", "/var", "/run",
                "/opt", "/bin",
                "/lib", "/work", "/tmp", "/dev/shm", "/var/tmp",
            ]
            let run = try await Harness.shell(
                """
                for d in \(places.joined(separator: " ")); do (: > $d/probe) 2>/dev/null && echo $d; done
                chmod 777 / /etc /root /home; ls -ld /
                """)
            #expect(run.lines.prefix(4) == ["/work", "/tmp", "/dev/shm", "/var/tmp"])
            #expect(run.lines.count == 5)
            for line in run.errorText.split(separator: "\n") {
                #expect(line.hasSuffix("Read-only file system") || line.hasSuffix("Operation not permitted"))
            }
        }

        @Test("/dev holds what it must, and no more")
        func hasFewDevices() async throws {
            let run = try await Harness.shell(
                """
                ls /dev; echo x > /dev/null; head -c 3 /dev/zero | wc -c; head -c 16 /dev/urandom | wc -c; echo x > \
                /dev/full
                """)
            #expect(
                run.lines == [
                    "fd", "full", "null", "random", "shm", "stderr", "stdin", "stdout", "tty", "urandom", "zero", "3",
                    "16",
                ])
            #expect(run.errorText.contains("No space left on device"))
            #expect(HostProcesses.names(in: "/dev").count > 10)
        }

        @Test("Nothing of the host's private files is there")
        func hidesTheHost() async throws {
            let run = try await Harness.shell(
                """
                cat /etc/shadow /etc/machine-id /root/.bashrc /proc/sys/kernel/hostname /proc/cmdline 2>&1 | \
                grep -vc 'No such file'; ls -A /root /home /opt /run /etc; cat /etc/passwd
                """)
            #expect(run.lines.first == "0")
            #expect(!run.lines.contains("shadow"))
            #expect(run.lines.filter { $0.contains(":") && $0.contains("/") && !$0.hasSuffix(":") }.count == 3)
            #expect(HostProcesses.text("/etc/shadow")?.isEmpty == false)
        }

        @Test("There is no way out by links, dots or the working directory's past")
        func hasNoWayOut() async throws {
            let run = try await Harness.python(
                """
                for i in range(40): os.chdir("..")
                print(os.getcwd(), os.stat("/").st_ino == os.stat("/..").st_ino)
                print(attempt(lambda: os.chroot("/work")), attempt(lambda: os.open("/proc/1/root", os.O_RDONLY)),
                      attempt(lambda: os.listdir("/proc/self/root/root")), os.listdir("/proc/self/root/root"))
                print(attempt(lambda: os.link("/usr/bin/su", "/tmp/su")))
                """)
            #expect(run.lines == ["/ True", "EPERM ENOENT OK []", "EXDEV"])
        }

        @Test("Nothing of one run is in the next: files, shared memory, queues, users")
        func startsAfresh() async throws {
            let first = try await Harness.python(
                """
                for d in ("/work", "/tmp", "/dev/shm"): open(d + "/left", "w").write("secret")
                print(libc.shmget(0x5ec7, 4096, 0o1666) >= 0, libc.semget(0x5ec7, 1, 0o1666) >= 0, \
                libc.msgget(0x5ec7, 0o1666) >= 0)
                """)
            #expect(first.text == "True True True\n")
            let second = try await Harness.python(
                """
                print(os.listdir("/work"), os.listdir("/tmp"), os.listdir("/dev/shm"))
                print(libc.shmget(0x5ec7, 4096, 0), libc.semget(0x5ec7, 1, 0), libc.msgget(0x5ec7, 0))
                """)
            #expect(second.lines == ["[] [] []", "-1 -1 -1"])
        }

        @Test("A run that goes on beside another shares nothing with it")
        func sharesNothing() async throws {
            let holder = Task {
                try await Harness.python(
                    """
                    open("/tmp/left", "w").write("x"); libc.shmget(0x5ec7, 4096, 0o1666)
                    s = socket.socket(); s.bind(("127.0.0.1", 9999)); s.listen(); print("ready", flush=True); \
                    time.sleep(1)
                    """)
            }
            try await Task.sleep(for: .milliseconds(400))
            let run = try await Harness.python(
                """
                print(os.listdir("/tmp"), libc.shmget(0x5ec7, 4096, 0), attempt(lambda: \
                socket.create_connection(("127.0.0.1", 9999), 1)),
                      len([p for p in os.listdir("/proc") if p.isdigit()]))
                """)
            #expect(run.text == "[] -1 ECONNREFUSED 1\n")
            #expect(try await holder.value.text == "ready\n")
        }
    }
}
