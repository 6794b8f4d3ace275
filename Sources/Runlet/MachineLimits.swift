import FoundationEssentials
import Glibc
import RunletConfig

/// Whether the machine has what all slots together may use.
enum MachineLimits {
    /// What a program may have; it cannot be given more descriptors than this process may have.
    private static let descriptorsOfARun = 1024

    /// What is wrong, with the remedy.
    static func problems(_ configuration: RunletConfiguration) -> [String] {
        var problems: [String] = []
        let slots = configuration.worker.queues.values.reduce(0, +)
        let processes = slots * (configuration.worker.limits.processes + 1)
        // A quarter is for everybody else.
        if let most = number("/proc/sys/kernel/pid_max"), processes > most / 4 * 3 {
            problems.append(
                "\(slots) slots with \(configuration.worker.limits.processes) processes each are more than the machine's "
                    + "\(most) process ids allow: lower worker.limits.processes or worker.queues, or raise kernel.pid_max"
            )
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_max < descriptorsOfARun {
            problems.append(
                "the limit of open files is \(limit.rlim_max), and \(descriptorsOfARun) are needed: raise it "
                    + "(ulimit -Hn; systemd: LimitNOFILE)")
        }
        return problems
    }

    private static func number(_ path: String) -> Int? {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return Int(String(decoding: data, as: UTF8.self).prefix { $0.isNumber })
    }
}
