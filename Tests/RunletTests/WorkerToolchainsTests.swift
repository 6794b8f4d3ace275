import Runlet
import RunletCore
import Testing

@Suite("The tool chains of all workers together")
struct WorkerToolchainsTests {
    private static func worker(
        _ name: String, queues: [String: Int] = ["default": 2], toolchains: [String: NodeReport.Toolchain] = [:],
        formatters: [String: String] = [:], problem: String? = nil
    ) -> NodeReport {
        NodeReport(
            name: name, role: .worker, version: "1", startedAt: Timestamp(microseconds: 1),
            at: Timestamp(microseconds: 2), processors: 2, queues: queues, toolchains: toolchains,
            formatters: formatters, problem: problem)
    }

    private static func chain(_ executable: String, _ version: String? = nil) -> NodeReport.Toolchain {
        NodeReport.Toolchain(executable: executable, version: version)
    }

    @Test("Without workers there is none")
    func nobody() {
        #expect(WorkerToolchains([]).isEmpty)
        #expect(WorkerToolchains([]).toolchain(of: "go") == nil)
    }

    @Test(
        "Whoever takes no tasks of clients does not count",
        arguments: [
            worker("coordinator", queues: [:]), worker("elsewhere", queues: ["gpu": 1]),
            worker("broken", toolchains: ["go": chain("/usr/bin/go")], problem: "missing layers"),
        ])
    func useless(node: NodeReport) {
        #expect(WorkerToolchains([node]).isEmpty)
        #expect(WorkerToolchains([node]).toolchain(of: "go") == nil)
    }

    @Test("One worker that has a language is enough")
    func one() {
        let workers = WorkerToolchains([
            Self.worker("a"), Self.worker("b", toolchains: ["go": Self.chain("/usr/bin/go", "1.24")]),
        ])
        #expect(!workers.isEmpty)
        #expect(workers.toolchain(of: "go") == Self.chain("/usr/bin/go", "1.24"))
        #expect(workers.toolchain(of: "ruby") == nil)
    }

    @Test("Where they differ, the most have their way, with a version that belongs to it")
    func majority() {
        let workers = WorkerToolchains([
            Self.worker("a", toolchains: ["go": Self.chain("/opt/go/bin/go", "2.0")]),
            Self.worker("b", toolchains: ["go": Self.chain("/usr/bin/go", "1.24")]),
            Self.worker("c", toolchains: ["go": Self.chain("/usr/bin/go")]),
        ])
        #expect(workers.toolchain(of: "go") == Self.chain("/usr/bin/go", "1.24"))
    }

    @Test("Among equals the first in the alphabet is chosen, whatever their order")
    func ties() {
        let nodes = ["/usr/bin/x", "/opt/x", "/usr/local/bin/x"].map { path in
            Self.worker(path, toolchains: ["x": Self.chain(path)], formatters: ["x": path])
        }
        for nodes in [nodes, nodes.reversed()] {
            #expect(WorkerToolchains(nodes).toolchain(of: "x")?.executable == "/opt/x")
            #expect(WorkerToolchains(nodes).formatter(of: "x") == "/opt/x")
        }
    }

    @Test("A language that is there without its formatter cannot be laid out")
    func formatters() {
        let workers = WorkerToolchains([
            Self.worker("a", toolchains: ["go": Self.chain("/usr/bin/go")]),
            Self.worker("b", formatters: ["c": "/usr/bin/clang-format"]),
        ])
        #expect(workers.formatter(of: "go") == nil)
        #expect(workers.formatter(of: "c") == "/usr/bin/clang-format")
    }
}
