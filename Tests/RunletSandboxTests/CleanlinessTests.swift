import Glibc
import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("What is left afterwards: nothing")
    struct CleanlinessTests {
        /// Every cgroup directory that this process made, in every hierarchy, wherever this process is in it.
        private static func ownGroups() -> Set<String> {
            let mounts = CgroupMounts()
            let places = Set(mounts.legacy.values).union([mounts.unified?.own, mounts.unified?.root].compactMap { $0 })
            var found: Set<String> = []
            for place in places {
                for name in HostProcesses.names(in: place) where name.hasPrefix("runlet-\(getpid())-") {
                    found.insert("\(place)/\(name)")
                    for inner in HostProcesses.names(in: "\(place)/\(name)") where inner.hasPrefix("run-") {
                        found.insert("\(place)/\(name)/\(inner)")
                    }
                }
            }
            return found
        }

        /// The groups where nothing runs, once the kernel has let go of the earlier runs' own.
        private static func idleGroups() async throws -> Set<String> {
            #expect(try await HostProcesses.eventually { !ownGroups().contains { $0.contains("/run-") } })
            return ownGroups()
        }

        private static func targets() -> [String] {
            HostProcesses.names(in: "/proc/self/fd").compactMap { name in
                var buffer = [CChar](repeating: 0, count: 256)
                let count = readlink("/proc/self/fd/\(name)", &buffer, buffer.count)
                guard count > 0 else { return nil }
                return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
        }

        /// The process's descriptors of the kinds that only a sandbox has.
        private static func sandboxDescriptors() -> Int {
            targets().count {
                $0.contains("memfd:runlet") || $0.contains("pidfd") || $0.contains("/runlet-\(getpid())-")
            }
        }

        @Test("Shutting down removes every group and process, also of runs that were under way")
        func removesEverything() async throws {
            _ = try await Harness.sandbox()
            let groups = try await Self.idleGroups()
            let launchers = HostProcesses.launchers
            let descriptors = Self.sandboxDescriptors()
            let sandbox = try await Sandbox(.init(firstUser: Harness.firstUser + 1000))
            #expect(Self.ownGroups().count > groups.count)
            let runs = (0..<5).map { _ in
                Task { try await Harness.shell("(setsid sleep 60 &); sleep 60", in: sandbox) }
            }
            #expect(try await HostProcesses.eventually { HostProcesses.sandboxed.count >= 10 })
            await sandbox.shutdown()
            for run in runs {
                await #expect(throws: CancellationError.self) { try await run.value }
            }
            #expect(Self.ownGroups() == groups)
            #expect(HostProcesses.launchers == launchers)
            #expect(try await HostProcesses.areAllGone())
            #expect(Self.sandboxDescriptors() == descriptors)
            await #expect(throws: SandboxError.closed) { try await Harness.shell("true", in: sandbox) }
            await sandbox.shutdown()
        }

        @Test("Two hundred runs leak no descriptor, no group and no process")
        func leaksNothing() async throws {
            _ = try await Harness.shell("true", packs: true)
            #expect(try await HostProcesses.areAllGone())
            let descriptors = Self.sandboxDescriptors()
            let all = Self.targets().count
            let groups = try await Self.idleGroups()
            for round in 0..<200 {
                let run = try await Harness.shell(
                    "echo \(round) > f", limits: SandboxLimits(memory: 32 << 20), packs: round % 2 == 0)
                #expect(run.result.ending == .exited(0))
            }
            #expect(try await HostProcesses.areAllGone())
            #expect(try await HostProcesses.eventually { Self.sandboxDescriptors() <= descriptors })
            // Other suites of this process open and close files too; a leak would be hundreds.
            #expect(Self.targets().count < all + 50)
            #expect(try await HostProcesses.eventually { Self.ownGroups() == groups })
        }

        @Test("Runs that fail before they start leak nothing either")
        func leaksNothingOnFailure() async throws {
            _ = try await Harness.shell("true")
            let descriptors = Self.sandboxDescriptors()
            let groups = try await Self.idleGroups()
            let large = try SandboxPack([.init(name: "f", content: Array(repeating: 0, count: 2 << 20))])
            for _ in 0..<20 {
                _ = try? await Harness.run(SandboxProgram(command: ["/none"]))
                _ = try? await Harness.run(SandboxProgram(command: Array(repeating: "x", count: 9000)))
                _ = try? await Harness.shell("true", limits: SandboxLimits(disk: 1 << 20), files: large)
                _ = try? await Harness.shell("true", limits: SandboxLimits(memory: 0))
            }
            #expect(try await HostProcesses.eventually { Self.ownGroups() == groups })
            #expect(try await HostProcesses.areAllGone())
            #expect(try await HostProcesses.eventually { Self.sandboxDescriptors() <= descriptors + 1 })
        }
    }
}
