import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("The limit of the file system")
    struct DiskLimitTests {
        private static let limits = SandboxLimits(wallTime: 10_000_000_000, disk: 4 << 20, inodes: 200)

        @Test(
            "Files are limited in bytes and number, wherever they are",
            arguments: [
                "head -c 10000000 /dev/zero > /work/f",
                "for i in 1 2 3 4 5 6 7 8; do head -c 1000000 /dev/zero > /tmp/f$i || exit 1; done",
                "head -c 3000000 /dev/zero > /work/a; head -c 3000000 /dev/zero > /dev/shm/b",
                "for i in $(seq 300); do : > /work/f$i || exit 1; done",
                "for i in $(seq 300); do mkdir /tmp/d$i || exit 1; done",
                "exec python3 -c 'f = open(\"/work/f\", \"wb\"); f.truncate(5000000)'",
            ])
        func limitsFiles(script: String) async throws {
            let run = try await Harness.shell(script, limits: Self.limits)
            // A file that is sparse and too large is refused without a byte being used: that is no full disk.
            let sparse = script.contains("truncate")
            #expect(run.result.ending == (sparse ? .exited(1) : .disk))
        }

        @Test("A single file past the limit ends by the signal for it where that is not handled")
        func endsByTheFileSizeSignal() async throws {
            let run = try await Harness.python(
                """
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
                f = os.open("/work/f", os.O_WRONLY | os.O_CREAT)
                os.lseek(f, 5 << 20, os.SEEK_SET)
                os.write(f, b"x")
                """, limits: Self.limits)
            #expect(run.result.ending == .disk)
            #expect(run.result.signal == 25)
        }

        @Test("What fits, fits; and what was removed makes room")
        func allowsWhatFits() async throws {
            let run = try await Harness.shell(
                "for i in $(seq 20); do head -c 3000000 /dev/zero > /work/f || exit 1; rm /work/f; done",
                limits: Self.limits)
            #expect(run.result.ending == .exited(0))
        }

        @Test("Files of a request that do not fit are said not to")
        func refusesFilesThatDoNotFit() async throws {
            let large = try SandboxPack([.init(name: "large", content: Array(repeating: 1, count: 5 << 20))])
            await #expect(throws: SandboxError.filesTooLarge) {
                try await Harness.shell("true", limits: Self.limits, files: large)
            }
            let many = try SandboxPack((0..<300).map { .init(name: "f\($0)", content: []) })
            await #expect(throws: SandboxError.filesTooLarge) {
                try await Harness.shell("true", limits: Self.limits, files: many)
            }
        }
    }
}
