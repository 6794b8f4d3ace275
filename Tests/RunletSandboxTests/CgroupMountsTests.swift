import RunletSandbox
import Testing

@Suite("Finding the cgroup hierarchies")
struct CgroupMountsTests {
    @Test("Version 2 alone: the own group below the one root")
    func readsVersion2() {
        let mounts = CgroupMounts(
            mountinfo: """
                22 28 0:20 / /proc rw,nosuid - proc proc rw
                30 25 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate
                """,
            membership: "0::/system.slice/runlet.service\n")
        #expect(mounts.unified?.own == "/sys/fs/cgroup/system.slice/runlet.service")
        #expect(mounts.unified?.root == "/sys/fs/cgroup")
        #expect(mounts.legacy.isEmpty)
    }

    @Test("Version 1 beside a version 2 without controllers: each controller with its own place")
    func readsAHybrid() {
        let mounts = CgroupMounts(
            mountinfo: """
                31 30 0:27 / /sys/fs/cgroup/unified rw shared:10 - cgroup2 cgroup2 rw
                32 30 0:28 / /sys/fs/cgroup/systemd rw shared:11 - cgroup cgroup rw,xattr,name=systemd
                33 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:12 master:3 - cgroup cgroup rw,cpu,cpuacct
                34 30 0:30 / /sys/fs/cgroup/memory rw shared:13 - cgroup cgroup rw,memory
                35 30 0:31 / /sys/fs/cgroup/pids rw shared:14 - cgroup cgroup rw,pids
                """,
            membership: """
                9:name=systemd:/user.slice\n8:pids:/user.slice\n4:memory:/a:b/c\n2:cpu,cpuacct:/\n0::/user.slice\n
                """)
        #expect(mounts.unified?.own == "/sys/fs/cgroup/unified/user.slice")
        #expect(mounts.legacy["cpu"] == "/sys/fs/cgroup/cpu,cpuacct")
        #expect(mounts.legacy["cpuacct"] == "/sys/fs/cgroup/cpu,cpuacct")
        #expect(mounts.legacy["memory"] == "/sys/fs/cgroup/memory/a:b/c")
        #expect(mounts.legacy["pids"] == "/sys/fs/cgroup/pids/user.slice")
        #expect(mounts.legacy["blkio"] == nil)
    }

    @Test(
        "In a container only a part is mounted, and the path is told from that part's root or from outside of it",
        arguments: [
            ("/docker/abc", "/docker/abc", "/cg"), ("/docker/abc", "/docker/abc/inner", "/cg/inner"),
            ("/docker/abc", "/docker/abcdef", "/cg"), ("/docker/abc", "/elsewhere", "/cg"), ("/", "/", "/cg"),
            ("/", "/../outside", "/cg"), ("/..", "/", "/cg"), ("/", "/a", "/cg/a"), ("/docker/abc", "/", "/cg"),
        ])
    func readsAContainer(root: String, path: String, expected: String) {
        let mounts = CgroupMounts(
            mountinfo: "1 2 0:1 \(root) /cg rw - cgroup2 none rw\n3 2 0:2 \(root) /cg ro - cgroup none rw,memory",
            membership: "4:memory:\(path)\n0::\(path)\n")
        #expect(mounts.unified?.own == expected)
        #expect(mounts.unified?.root == "/cg")
        #expect(mounts.legacy["memory"] == expected)
    }

    @Test(
        "Texts that make no sense give nothing",
        arguments: ["", "\n", " - ", "a b c - cgroup2", "1 2 3 / /x - cgroup2 a b", "::::\n:::"])
    func survivesNonsense(text: String) {
        let mounts = CgroupMounts(mountinfo: text, membership: text)
        #expect(mounts.legacy.isEmpty)
        #expect(mounts.unified == nil)
    }

    @Test("Here there is a hierarchy with what is needed")
    func findsOneHere() {
        let mounts = CgroupMounts()
        #expect(mounts.unified != nil || mounts.legacy["memory"] != nil)
    }
}
