import Glibc
import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("A program whose standard input stays open")
    struct PipeInputTests {
        @Test("What was there at the start comes first, then what is sent, then the end")
        func keepsTheOrder() async throws {
            let session = try await Session(on: .pipe, ["/bin/cat"], stdin: Array("first ".utf8))
            session.send("second ")
            try await session.expect("first second ")
            session.send("third")
            #expect(session.input.end())
            session.send("too late")
            #expect(try await session.result().ending == .exited(0))
            #expect(session.text == "first second third")
        }

        @Test("What is asked can be answered, and the streams are apart")
        func answers() async throws {
            let session = try await Session.python(
                on: .pipe, "print(os.isatty(0), input()); print(input()); print('e', file=sys.stderr)")
            session.send("one\n")
            try await Task.sleep(for: .milliseconds(50))
            session.send("two\n")
            #expect(try await session.result().ending == .exited(0))
            #expect(session.text == "False one\ntwo\n")
            #expect(session.errorText == "e\n")
        }

        @Test("Megabytes go in while as many come out, from the start and later", arguments: [0, 3_000_000])
        func carriesMuch(first: Int) async throws {
            let bytes = (0..<(first + 1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let session = try await Session(
                on: .pipe, ["/bin/cat"], stdin: Array(bytes[..<first]),
                limits: SandboxLimits(wallTime: 20_000_000_000, output: 8 << 20))
            try await session.pour(Array(bytes[first...]))
            #expect(session.input.end())
            #expect(try await session.result().ending == .exited(0))
            #expect(session.bytes == bytes)
        }

        @Test("Where nobody reads, so much waits and the rest is refused; the end comes all the same")
        func refusesWhatFindsNoRoom() async throws {
            let session = try await Session.shell(on: .pipe, "echo ready; sleep \(Harness.slowness); wc -c")
            try await session.expect("ready")
            let piece = [UInt8](repeating: 0, count: 1000)
            var taken = 0
            func fill() { while taken < 1 << 20, session.input.send(piece) { taken += piece.count } }
            // The pipe's own buffer takes some of what waits, a moment later.
            for _ in 0..<5 {
                fill()
                try await Task.sleep(for: .milliseconds(20 * Harness.slowness))
            }
            // The pipe's buffer and ours.
            #expect((SandboxInput.capacity - 1000..<(SandboxInput.capacity + 128 << 10)).contains(taken))
            let before = taken
            fill()
            #expect(taken == before)
            #expect(session.input.end())
            #expect(try await session.result().ending == .exited(0))
            #expect(session.text == "ready\n\(taken)\n")
        }

        @Test("A program that reads nothing ends as any other, and is killed as any other")
        func endsUnread() async throws {
            for kind in [SandboxInput.Kind.pipe, Session.terminal] {
                let quick = try await Session(on: kind, ["/bin/true"], stdin: [UInt8](repeating: 10, count: 300_000))
                #expect(try await quick.result().ending == .exited(0))
                let slow = try await Session.shell(
                    on: kind, "sleep 60", stdin: [UInt8](repeating: 10, count: 300_000),
                    limits: SandboxLimits(wallTime: 300_000_000 * Harness.slowness))
                #expect(try await slow.result().ending == .wallTime)
            }
        }

        @Test("A standard input that the program closed is no error")
        func survivesAClosedPipe() async throws {
            let session = try await Session.shell(
                on: .pipe, "exec <&-; echo closed; sleep 0.2; echo done", stdin: [UInt8](repeating: 10, count: 300_000))
            try await session.expect("closed\n")
            for _ in 0..<300 { session.send(String(repeating: "x", count: 1000)) }
            #expect(try await session.result().ending == .exited(0))
            #expect(session.text == "closed\ndone\n")
        }

        @Test("/dev/stdin can be opened by name for reading, and by nobody for writing")
        func opensByName() async throws {
            let session = try await Session.shell(
                on: .pipe, "read x < /dev/stdin; echo $x; (echo y > /dev/stdin) 2>/dev/null || echo refused")
            session.send("line\n")
            try await session.expect("line\nrefused\n")
            #expect(try await session.result().ending == .exited(0))
        }

        @Test("A size means nothing to a pipe, and a run that never began takes nothing")
        func toleratesMisuse() async throws {
            let session = try await Session.shell(on: .pipe, "read x; echo got $x")
            session.input.resize(.init(columns: 1, rows: 1))
            session.send("it\n")
            #expect(try await session.result().ending == .exited(0))
            #expect(session.text == "got it\n")
            await #expect(throws: SandboxError.notExecutable(errno: ENOENT)) {
                try await Session(on: .pipe, ["/none"], stdin: [1, 2, 3]).result()
            }
        }
    }
}
