import FoundationEssentials
import Glibc

/// What the numbers depend on.
struct MachineFacts: Sendable, Encodable {
    let cpu: String
    let cores: Int
    let kernel: String
    let date: String

    var sentence: String {
        "\(cpu), \(cores) \(cores == 1 ? "core" : "cores"), Linux \(kernel)"
    }

    static func current() -> MachineFacts {
        MachineFacts(
            cpu: ProcFile.value(of: "model name", in: "/proc/cpuinfo") ?? "unknown processor",
            cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)),
            kernel: ProcFile.text("/proc/sys/kernel/osrelease")?.split(separator: "\n").first.map(String.init) ?? "unknown",
            date: Date.now.formatted(.iso8601.year().month().day()))
    }
}
