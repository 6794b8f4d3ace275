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
            kernel: kernelVersion(),
            date: Date.now.formatted(.iso8601.year().month().day()))
    }

    /// The version alone: what distributions put behind it says nothing about speed.
    private static func kernelVersion() -> String {
        let release = ProcFile.text("/proc/sys/kernel/osrelease") ?? ""
        let version = release.prefix { $0.isNumber || $0 == "." }
        return version.isEmpty ? "unknown" : String(version)
    }
}
