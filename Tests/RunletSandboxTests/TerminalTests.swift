import Glibc
import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("A program under a terminal")
    struct TerminalTests {
        @Test("All three streams are the terminal, it echoes, and what is asked can be answered")
        func answers() async throws {
            let session = try await Session.python(
                "print([os.isatty(n) for n in range(3)])\nprint('hello', input('name? '))")
            try await session.expect("[True, True, True]\r\n")
            try await session.expect("name? ")
            session.send("żółw\n")
            try await session.expect("żółw\r\nhello żółw\r\n")
            #expect(try await session.result().ending == .exited(0))
            #expect(session.errorText == "")
        }

        @Test("It has the size that was asked for, hears of another, and reports its own")
        func resizes() async throws {
            let session = try await Session.shell(
                on: .terminal(.init(columns: 132, rows: 43)),
                "trap 'stty size; exit 4' WINCH; stty size; tput cols; while :; do sleep 0.01; done")
            try await session.expect("43 132\r\n132\r\n")
            session.input.resize(.init(columns: 1000, rows: 1))
            try await session.expect("1 1000\r\n")
            #expect(try await session.result().ending == .exited(4))
        }

        @Test("Ctrl-C interrupts, Ctrl-\\ quits")
        func interrupts() async throws {
            let python = try await Session.python(
                """
                try:
                    print("ready"); time.sleep(60)
                except KeyboardInterrupt:
                    print("interrupted"); sys.exit(5)
                """)
            try await python.expect("ready")
            python.send("\u{3}")
            try await python.expect("interrupted")
            #expect(try await python.result().ending == .exited(5))

            let sleep = try await Session(["/bin/sleep", "60"])
            try await Task.sleep(for: .milliseconds(100 * Harness.slowness))
            sleep.send("\u{3}")
            #expect(try await sleep.result().ending == .signaled(SIGINT))

            // Not by Bash, which ignores that one until it is another program.
            let quit = try await Session(["/usr/bin/python3", "-c", "import time; print('ready'); time.sleep(60)"])
            try await quit.expect("ready")
            quit.send("\u{1c}")
            #expect(try await quit.result().ending == .signaled(SIGQUIT))
        }

        @Test("The end of input ends a reader, and more can be typed after it")
        func endsInput() async throws {
            let cat = try await Session.shell("cat; echo between; cat")
            cat.send("one\n")
            try await cat.expect("one\r\none\r\n")
            #expect(cat.input.end())
            try await cat.expect("between\r\n")
            cat.send("two\n")
            try await cat.expect("two\r\ntwo\r\n")
            #expect(cat.input.end())
            #expect(try await cat.result().ending == .exited(0))
        }

        @Test("What is typed without an echo is not seen")
        func hidesPasswords() async throws {
            let session = try await Session.python("import getpass; print(len(getpass.getpass()))")
            try await session.expect("Password: ")
            session.send("secret\n")
            try await session.expect("\r\n6\r\n")
            #expect(try await session.result().ending == .exited(0))
            #expect(!session.text.contains("secret"))
        }

        @Test("/dev/tty is the terminal, and the streams can be opened by name")
        func opensByName() async throws {
            let session = try await Session.shell(
                """
                echo to-tty > /dev/tty; echo by-name > /dev/stdout; exec 3<>/dev/stdin; echo again >&3
                read x < /dev/tty; read y <&3; echo "$x-$y"
                """)
            try await session.expect("to-tty\r\nby-name\r\nagain\r\n")
            session.send("a\nb\n")
            try await session.expect("a-b\r\n")
            #expect(try await session.result().ending == .exited(0))
            // And nothing where there is none.
            let none = try await Harness.python("print(attempt(lambda: os.open('/dev/tty', os.O_RDWR)))")
            #expect(none.text == "ENXIO\n")
        }

        @Test("Every byte can be typed")
        func takesEveryByte() async throws {
            let session = try await Session.python(
                """
                import tty
                tty.setraw(0); print("raw", flush=True)
                data = b""
                while len(data) < 512: data += os.read(0, 512)
                print(data == bytes(range(256)) * 2)
                """)
            try await session.expect("raw")
            #expect(session.input.send(Array(0...255) + Array(0...255)))
            try await session.expect("True")
            #expect(try await session.result().ending == .exited(0))
        }

        @Test("What was there at the start is typed first")
        func typesTheStart() async throws {
            let session = try await Session.shell("read a; read b; echo \"$a $b\"", stdin: Array("first\n".utf8))
            session.send("second\n")
            try await session.expect("first second\r\n")
            #expect(try await session.result().ending == .exited(0))
        }

        @Test("A megabyte goes in and comes out")
        func carriesMuch() async throws {
            let size = 1 << 20
            let session = try await Session.python(
                """
                import tty
                tty.setraw(0); print("raw", flush=True)
                left = \(size)
                while left > 0:
                    data = os.read(0, 65536); left -= len(data)
                    while data: data = data[os.write(1, data):]
                """, limits: SandboxLimits(wallTime: 30_000_000_000, output: 4 << 20))
            try await session.expect("raw\n")
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            try await session.pour(bytes)
            let result = try await session.result()
            #expect(result.ending == .exited(0))
            #expect(session.bytes.suffix(size) == bytes[...])
        }

        @Test("Jobs are stopped and brought back as under any terminal")
        func controlsJobs() async throws {
            let session = try await Session(["/bin/bash", "--norc", "--noprofile", "-i"])
            session.send("PS1='% '; echo $((1+1))\n")
            try await session.expect("\r2\r\n")
            session.send("sleep 60\n")
            try await Task.sleep(for: .milliseconds(200))
            session.send("\u{1a}")
            try await session.expect("Stopped")
            session.send("bg; cat & sleep 0.2; jobs; kill -9 %1 %2\n")
            // A job in the background that wants to read is stopped.
            try await session.expect("Stopped")
            // The shell does not leave jobs behind without a word, so it must have heard of their end.
            session.send("sleep 0.2\n")
            session.send("exit 3\n")
            #expect(try await session.result().ending == .exited(3))
        }

        @Test("A program that is stopped still ends at its limit")
        func endsWhatIsStopped() async throws {
            let session = try await Session.shell(
                "echo ready; kill -STOP $$", limits: SandboxLimits(wallTime: 400_000_000 * Harness.slowness))
            #expect(try await session.result().ending == .wallTime)
            #expect(session.text == "ready\r\n")
        }

        @Test("Output counts as it does without, and what is not forwarded is not waited for")
        func limitsOutput() async throws {
            let session = try await Session.shell(
                "yes", limits: SandboxLimits(wallTime: 20_000_000_000, output: 100_000))
            let result = try await session.result()
            #expect(result.ending == .output)
            #expect(result.outputTruncated)
            #expect(session.bytes.count == 100_000)
        }

        @Test("Everything that was written before the end is there")
        func losesNothing() async throws {
            for count in [1, 100, 3000] {
                let session = try await Session.shell("for i in {1..\(count)}; do echo line $i; done")
                #expect(try await session.result().ending == .exited(0))
                #expect(session.text.split(separator: "\r\n").count == count)
                #expect(session.text.hasSuffix("line \(count)\r\n"))
            }
        }

        @Test("Floods both ways hold up nobody else, and end at the limit")
        func survivesFloods() async throws {
            let flood = try await Session.shell(
                "stty -icanon; yes", limits: SandboxLimits(wallTime: 20_000_000_000, output: 8 << 20))
            let typing = Task {
                var dropped = 0
                while !Task.isCancelled {
                    if !flood.input.send([UInt8](repeating: 0x61, count: 4096)) {
                        dropped += 1
                        await Task.yield()
                    }
                }
                return dropped
            }
            let other = try await Harness.shell("echo hello")
            #expect(other.text == "hello\n")
            #expect(try await flood.result().ending == .output)
            typing.cancel()
            #expect(await typing.value > 0)
        }

        @Test("A program that never reads is no trouble, and what finds no room is refused")
        func refusesWhatFindsNoRoom() async throws {
            let session = try await Session.shell("stty raw -echo; echo ready; sleep 0.3; echo done")
            try await session.expect("ready")
            var taken = 0
            while taken < 1 << 20, session.input.send([UInt8](repeating: 0x61, count: 1024)) { taken += 1024 }
            #expect((SandboxInput.capacity..<(SandboxInput.capacity + 64 << 10)).contains(taken))
            // The size is not typed, so it does not wait.
            session.input.resize(.init(columns: 90, rows: 30))
            #expect(try await session.result().ending == .exited(0))
            #expect(session.input.send([1]), "what comes after the end is forgotten")
        }

        @Test("A terminal that is closed by its program is the end of its output, not of the program")
        func survivesClosedStreams() async throws {
            let session = try await Session.shell("echo ready; exec <&- >&- 2>&-; sleep 0.2; exit 7")
            try await session.expect("ready")
            // More than fits, so that some of it waits for nobody.
            for _ in 0..<60 { session.send(String(repeating: "into the void\n", count: 70)) }
            let result = try await session.result()
            #expect(result.ending == .exited(7))
            #expect(result.wallTime >= 200_000_000)
        }

        @Test(
            "Nobody keeps it open past the end: children that went on, descriptors that are on their way to themselves")
        func endsWithItsProgram() async throws {
            let child = try await Session.shell("(setsid sleep 60 &); (trap '' HUP; sleep 60 &); echo left")
            let first = try await child.result()
            #expect(first.ending == .exited(0))
            #expect(child.text == "left\r\n")
            let sent = try await Session.python(
                """
                import array
                a, b = socket.socketpair()
                for pair in ((a, b), (b, a)):
                    fds = array.array("i", [0, 1, 2, a.fileno(), b.fileno()])
                    pair[0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
                print("sent")
                """)
            let second = try await sent.result()
            #expect(second.ending == .exited(0))
            #expect(sent.text == "sent\r\n")
            for result in [first, second] { #expect(result.collectTime < 500_000_000 * Harness.slowness) }
        }

        @Test("Ten in a row leave no descriptor and no terminal behind")
        func leavesNothing() async throws {
            func terminals() -> Int {
                HostProcesses.text("/proc/sys/kernel/pty/nr").flatMap { Int($0.dropLast()) } ?? -1
            }
            _ = try await Session.shell("true").result()
            #expect(try await HostProcesses.areAllGone())
            let before = (terminals: terminals(), descriptors: HostProcesses.names(in: "/proc/self/fd").count)
            for round in 0..<10 {
                let session = try await Session.shell("echo \(round)")
                session.send("typed\n")
                #expect(try await session.result().ending == .exited(0))
            }
            let cancelled = try await Session.shell("echo ready; sleep 60")
            try await cancelled.expect("ready")
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.result() }
            _ = try? await Session(["/none"]).result()
            #expect(try await HostProcesses.areAllGone())
            #expect(try await HostProcesses.eventually { terminals() <= before.terminals })
            #expect(
                try await HostProcesses.eventually {
                    HostProcesses.names(in: "/proc/self/fd").count <= before.descriptors + 3
                })
        }

        @Test("Where there is no terminal left, that run fails and no other")
        func failsAlone() async throws {
            let sandbox = try await Sandbox(.init(firstUser: Harness.firstUser + 2500, terminals: 1))
            let first = try await Session.shell("echo ready; read x", in: sandbox)
            try await first.expect("ready")
            await #expect(throws: SandboxError.terminalUnavailable(errno: ENOSPC)) {
                try await Session.shell("true", in: sandbox).result()
            }
            #expect(try await Harness.shell("echo fine", in: sandbox).text == "fine\n")
            first.send("\n")
            #expect(try await first.result().ending == .exited(0))
            // The kernel gives a terminal back a moment after its last descriptor is closed.
            let isFree = try await HostProcesses.eventually {
                let third = try await Session.shell("echo again", in: sandbox)
                return (try? await third.result())?.ending == .exited(0)
            }
            #expect(isFree)
            await sandbox.shutdown()
        }

        @Test("The terminal is the program's own and nobody's name, and what it may ask of it is on the list")
        func keepsToTheList() async throws {
            let session = try await Session.python(
                """
                import fcntl, termios
                s = os.fstat(0)
                print("own", s.st_uid == os.getuid(), oct(s.st_mode & 0o7777), os.readlink("/proc/self/fd/0"))
                allowed = {\(Self.allowed)}
                def ask(number):
                    try: fcntl.ioctl(0, number, bytes(64)); return "OK"
                    except OSError as error: return errno.errorcode[error.errno]
                harmless = {0x5401, 0x540F, 0x5411, 0x5413, 0x541B, 0x5429}
                wrong = [hex(n) for n in range(0x5400, 0x5500) if (n & 0xff) not in allowed and ask(n) != "EPERM"]
                wrong += [hex(n) for n in harmless if ask(n) == "EPERM"]
                # As the kernel encodes some, and with bits above that it does not look at.
                for n in (0x40045431, 0x40045436, 0x80045430, 0x80045432, 0x80045440, 0x80285442, 0x4B3A, 0x5606, 0x4B46):
                    if ask(n) != "EPERM": wrong.append(hex(n))
                if call(16, 0, 0x5412 | 1 << 32, b"x") != "EPERM": wrong.append("high bits")
                print("wrong", wrong)
                """)
            try await session.expect("own True 0o600 ")
            try await session.expect("wrong []\r\n")
            #expect(try await session.result().ending == .exited(0))
        }

        private static let allowed = TerminalRequests.allowed.map { "\($0.key)" }.joined(separator: ", ")

        @Test("A program in another session cannot take the terminal over")
        func keepsItsSession() async throws {
            let session = try await Session.python(
                """
                import fcntl
                if os.fork() == 0:
                    os.setsid()
                    print(attempt(lambda: fcntl.ioctl(0, 0x540E, 1)), attempt(lambda: os.open("/dev/tty", os.O_RDWR)))
                    sys.stdout.flush(); os._exit(0)
                os.wait()
                """)
            try await session.expect("EPERM ENXIO\r\n")
            #expect(try await session.result().ending == .exited(0))
        }
    }
}
