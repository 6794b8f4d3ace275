import Glibc
import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("Groups that dead processes left")
    struct StaleGroupTests {
        private func startTime(of pid: pid_t) throws -> String {
            let text = try #require(HostProcesses.text("/proc/\(pid)/stat"))
            let end = try #require(text.lastIndex(of: ")"))
            return String(text[text.index(after: end)...].split(separator: " ")[19])
        }

        private var places: Set<String> {
            let mounts = CgroupMounts()
            let needed = ["cpu", "cpuacct", "memory", "pids"].compactMap { mounts.legacy[$0] }
            return needed.count == 4 ? Set(needed) : Set([mounts.unified?.own].compactMap { $0 })
        }

        @Test("A name tells whether its process lives")
        func tellsStaleNames() throws {
            let own = try startTime(of: getpid())
            let first = try startTime(of: 1)
            #expect(!CgroupOwner.isStale(CgroupOwner(serial: 7).name))
            #expect(!CgroupOwner.isStale("runlet-\(getpid())-\(own)-3-\(CgroupOwner.namespace)"))
            #expect(!CgroupOwner.isStale("runlet-1-\(first)-1-\(CgroupOwner.namespace)"))
            #expect(CgroupOwner.isStale("runlet-\(getpid())-\(own)9-1-\(CgroupOwner.namespace)"))
            #expect(CgroupOwner.isStale("runlet-4194303-1-1-\(CgroupOwner.namespace)"))
            #expect(!CgroupOwner.isStale("runlet-4194303-1-1-7"))
        }

        @Test(
            "Names that are not ours are never stale",
            arguments: [
                "", "runlet", "runlet-", "runlet-server", "runlet-1", "runlet-1-2", "runlet-x-1-1", "runlet-1-x-1",
                "other-4194303-1-1", "docker",
            ])
        func leavesOthersAlone(name: String) {
            #expect(!CgroupOwner.isStale(name))
        }

        @Test("At the start the trees of the dead go, with what is in them, and those of the living stay")
        func clearsTheDead() async throws {
            let living = "runlet-1-\(try startTime(of: 1))-77-\(CgroupOwner.namespace)"
            let dead = "runlet-4194303-12345-1-\(CgroupOwner.namespace)"
            let foreign = "runlet-test-foreign"
            let made = places.flatMap { place in
                [living, dead, foreign, "\(dead)/run-1", "\(dead)/run-2", "\(living)/run-1"].map { "\(place)/\($0)" }
            }
            for path in made { try #require(mkdir(path, 0o755) == 0 || errno == EEXIST, "\(path)") }
            defer { for path in made.reversed() { rmdir(path) } }
            let sandbox = try await Sandbox(.init(firstUser: Harness.firstUser + 3000))
            for place in places {
                let names = HostProcesses.names(in: place)
                #expect(!names.contains(dead))
                #expect(names.contains(living))
                #expect(names.contains(foreign))
                #expect(HostProcesses.names(in: "\(place)/\(living)").contains("run-1"))
            }
            await sandbox.shutdown()
        }
    }
}
