import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("Working directories that travel")
    struct PackTests {
        private func pack(_ script: String, limits: SandboxLimits = SandboxLimits()) async throws -> Captured {
            try await Harness.shell(script, limits: limits, packs: true)
        }

        private func entries(_ run: Captured) throws -> [String: [UInt8]] {
            let pack = try #require(run.result.pack)
            let list = try pack.entries(maximum: 1 << 30)
            return Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0.content) })
        }

        @Test("Files arrive with their names, contents and executable bits, in directories made for them")
        func deliversFiles() async throws {
            let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let files = try SandboxPack([
                .init(name: "run.sh", content: Array("#!/bin/sh\necho ran\n".utf8), isExecutable: true),
                .init(name: "a/b/c/data", content: bytes), .init(name: "empty", content: []),
                .init(name: "a/ż ó\n", content: [1]),
            ])
            let run = try await Harness.shell(
                """
                ./run.sh; stat -c '%A %s %U' run.sh a/b/c/data empty a/ż*; cat a/b/c/data | md5sum >/dev/null; \
                cat a/b/c/data
                """,
                files: files)
            #expect(
                run.text.hasPrefix(
                    """
                    ran\n-rwxr-xr-x 19 runner\n-rw-r--r-- 300000 runner\n-rw-r--r-- 0 runner\n-rw-r--r-- 1 runner\n
                    """))
            #expect(Array(run.stdout.suffix(bytes.count)) == bytes)
        }

        @Test("What one program leaves, the next one finds: the round trip changes nothing")
        func carriesADirectoryOn() async throws {
            let first = try await pack(
                """
                mkdir -p a/b empty; echo one > a/b/one; printf '#!/bin/sh\\necho two' > two; chmod 755 two
                head -c 1000000 /dev/urandom > blob; md5sum < blob
                """)
            #expect(first.result.ending == .exited(0))
            #expect(!first.result.packTruncated)
            let second = try await Harness.shell(
                """
                md5sum < blob; ./two; cat a/b/one; ls -A; [ -d empty ] && echo dir
                """, files: try #require(first.result.pack))
            #expect(second.text == first.text + "two\none\na\nblob\nempty\ntwo\ndir\n")
        }

        @Test("Links, fifos and sockets are left behind, and no link is followed")
        func leavesLinksBehind() async throws {
            let run = try await pack(
                """
                ln -s /etc/passwd link; ln -s /etc/shadow shadow; mkfifo fifo; ln -s /usr dir; ln -s . loop
                python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'; echo x > file
                ln file hard
                """)
            #expect(run.result.ending == .exited(0))
            #expect(try entries(run) == ["file": [120, 10], "hard": [120, 10]])
        }

        @Test("Hostile modes and names do no harm: what cannot be read is missed, and said to be")
        func survivesHostileDirectories() async throws {
            let run = try await pack(
                """
                echo a > a; echo b > b; chmod 000 b; mkdir d; echo c > d/c; chmod 000 d; printf x > $'new\\nline'
                printf x > $'bad\\xff'; printf y > -rf; mkdir -p $(printf 'deep/%.0s' $(seq 40)); echo z > \
                $(printf 'deep/%.0s' $(seq 40))z
                printf s > suid; chmod 6777 suid
                """)
            #expect(run.result.ending == .exited(0))
            #expect(run.result.packTruncated)
            let names = try Set(entries(run).keys)
            #expect(names == ["a", "new\nline", "-rf", "suid"])
            // The program that has it next gets no set-user-id bit either, and the name that is not UTF-8.
            let next = try await Harness.shell(
                "stat -c %A suid; ls -b | grep bad", files: try #require(run.result.pack))
            #expect(next.lines == ["-rwxrwxr-x", "bad\\377"] || next.lines == ["-rwxr-xr-x", "bad\\377"])
        }

        @Test("A full disk comes back whole")
        func packsAFullDisk() async throws {
            let limits = SandboxLimits(disk: 8 << 20, inodes: 4000)
            let run = try await pack(
                """
                for i in $(seq 1500); do echo $i > small-file-with-a-long-name-$i; done; head -c 100000000 \
                /dev/zero > z; true
                """,
                limits: limits)
            #expect(run.result.ending == .exited(0))
            #expect(!run.result.packTruncated)
            #expect(try entries(run).count == 1501)
        }

        @Test("A directory larger than the cap is cut between files, and said to be")
        func cutsAtTheCap() async throws {
            let run = try await pack(
                "for i in 1 2 3 4 5 6 7 8; do python3 -c 'open(\"f'$i'\", \"wb\").truncate(4 << 20)'; done",
                limits: SandboxLimits(disk: 4 << 20))
            #expect(run.result.ending == .exited(0))
            #expect(run.result.packTruncated)
            let found = try entries(run)
            #expect((1...3).contains(found.count))
            #expect(found.values.allSatisfy { $0.count == 4 << 20 })
        }

        @Test("A program cannot keep its own directory from being packed")
        func packsDespiteTheProgram() async throws {
            let run = try await Harness.python(
                """
                import resource
                open("/work/f", "w").write("x")
                for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CPU, resource.RLIMIT_AS,
                             resource.RLIMIT_STACK):
                    try: print(resource.prlimit(1, kind, (0, 0)))
                    except OSError as error: print(errno.errorcode[error.errno])
                """, packs: true)
            #expect(run.result.ending == .exited(0))
            #expect(!run.result.packTruncated)
            #expect(run.lines == Array(repeating: "EPERM", count: 5))
            #expect(try entries(run) == ["f": [120]])
        }

        @Test("A pack that memory has no room for is not given, and the limit is said to have been met")
        func saysWhyAPackIsMissing() async throws {
            let run = try await pack(
                "head -c 45000000 /dev/zero > big",
                limits: SandboxLimits(memory: 64 << 20, wallTime: 10_000_000_000, disk: 60 << 20))
            #expect(run.result.ending == .memory)
            #expect(run.result.pack == nil)
        }

        @Test("A program that failed leaves its directory, one that was ended does not")
        func packsAfterALimit() async throws {
            let run = try await pack("echo x > f; sleep 60", limits: SandboxLimits(wallTime: 200_000_000))
            #expect(run.result.ending == .wallTime)
            #expect(run.result.packTruncated)
            let failed = try await pack("echo x > f; exit 3")
            #expect(failed.result.ending == .exited(3))
            #expect(try entries(failed) == ["f": [120, 10]])
        }
    }
}
