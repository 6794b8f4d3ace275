import Glibc
import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("Many runs, and what dies under them")
    struct RobustnessTests {
        @Test("Fifty runs at a time each get their own output")
        func crossesNoWires() async throws {
            let sandbox = try await Harness.sandbox()
            let results = try await withThrowingTaskGroup(of: (Int, Captured).self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let files = try SandboxPack([.init(name: "token", content: Array("file \(number)".utf8))])
                        let run = try await Harness.run(
                            SandboxProgram(
                                command: [
                                    "/bin/sh", "-c",
                                    """
                                    cat; echo $1 $TOKEN; cat token; echo err $1 >&2; exit $1
                                    """, "sh", "\(number)",
                                ],
                                environment: ["TOKEN": "env \(number)", "PATH": "/bin"], files: files,
                                stdin: Array("in \(number)\n".utf8), limits: SandboxLimits(wallTime: 30_000_000_000)),
                            in: sandbox)
                        return (number, run)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count == 50)
            for (number, run) in results {
                #expect(run.result.ending == .exited(Int32(number)))
                #expect(run.text == "in \(number)\n\(number) env \(number)\nfile \(number)")
                #expect(run.errorText == "err \(number)\n")
            }
        }

        @Test("Hundreds of runs asked for in one moment all end")
        func survivesABurst() async throws {
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
            var limit = rlimit()
            getrlimit(files, &limit)
            let before = limit
            limit.rlim_cur = min(limit.rlim_max, 65_536)
            setrlimit(files, &limit)
            defer {
                var restored = before
                setrlimit(files, &restored)
            }
            try await Harness.withSandbox { sandbox in
                // Fewer where the machine is slow: more than are asked for at a time all the same.
                let count = Int(800 / min(4, Harness.slowness))
                let ended = await withTaskGroup(of: String.self) { group in
                    for _ in 0..<count {
                        group.addTask {
                            do {
                                let run = try await Harness.run(
                                    SandboxProgram(
                                        command: ["/bin/true"], limits: SandboxLimits(wallTime: 50_000_000_000)),
                                    in: sandbox)
                                return "\(run.result.ending)"
                            } catch {
                                return "\(error)"
                            }
                        }
                    }
                    return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
                }
                #expect(ended == ["exited(0)": count])
            }
        }

        @Test("When the launcher is killed its run is lost, and the next run works")
        func survivesTheLaunchersDeath() async throws {
            let before = HostProcesses.launchers
            try await Harness.withSandbox { sandbox in
                let launcher = try #require(HostProcesses.launchers.subtracting(before).first)
                let victims = (0..<3).map { _ in Task { try await Harness.shell("sleep 60", in: sandbox) } }
                #expect(try await HostProcesses.eventually { HostProcesses.sandboxed.count == 6 })
                kill(launcher, SIGKILL)
                for victim in victims {
                    await #expect(throws: SandboxError.lost) { try await victim.value }
                }
                #expect(try await HostProcesses.areAllGone())
                let next = try await Harness.shell("echo works", in: sandbox)
                #expect(next.text == "works\n")
                #expect(HostProcesses.launchers.subtracting(before).count == 1)
            }
        }

        @Test("When the launcher dies idle, not even one run is lost")
        func replacesAnIdleLauncher() async throws {
            let before = HostProcesses.launchers
            try await Harness.withSandbox { sandbox in
                for _ in 0..<20 {
                    let launcher = try #require(HostProcesses.launchers.subtracting(before).first)
                    kill(launcher, SIGKILL)
                    while kill(launcher, 0) == 0 { await Task.yield() }
                    let run = try await Harness.shell("echo works", in: sandbox)
                    #expect(run.text == "works\n")
                }
            }
        }

        @Test("When an init is killed from outside its run is lost, and no other")
        func survivesAnInitsDeath() async throws {
            let before = HostProcesses.launchers
            try await Harness.withSandbox { sandbox in
                let launcher = try #require(HostProcesses.launchers.subtracting(before).first)
                let victim = Task { try await Harness.shell("sleep 60", in: sandbox) }
                #expect(try await HostProcesses.eventually { HostProcesses.sandboxed.count == 2 })
                let initial = try #require(HostProcesses.children(of: launcher).first)
                let other = Task { try await Harness.shell("sleep 0.3; echo other", in: sandbox) }
                kill(initial, SIGKILL)
                await #expect(throws: SandboxError.lost) { try await victim.value }
                #expect(try await other.value.text == "other\n")
            }
        }

        @Test("Nobody is left behind where a run's program is killed from outside")
        func tellsAnOutsidersKill() async throws {
            let before = HostProcesses.launchers
            try await Harness.withSandbox { sandbox in
                let launcher = try #require(HostProcesses.launchers.subtracting(before).first)
                let victim = Task { try await Harness.shell("sleep 60 & sleep 60", in: sandbox) }
                #expect(try await HostProcesses.eventually { HostProcesses.sandboxed.count == 4 })
                let initial = try #require(HostProcesses.children(of: launcher).first)
                let program = try #require(HostProcesses.children(of: initial).first)
                kill(program, SIGKILL)
                #expect(try await victim.value.result.ending == .signaled(SIGKILL))
                #expect(try await HostProcesses.areAllGone())
            }
        }
    }
}
