import Glibc
import RunletCore
import RunletServer

/// Who this process is among those that work together.
struct ProcessIdentity: Sendable {
    let role: NodeReport.Role
    /// Unlike that of any other process: host names repeat, and processes restart.
    let name: String
    /// What it is called in results and lists: the machine's name where it is alone.
    let node: String
    private let startedAt = Timestamp.now()

    /// - Parameter isAlone: whether nobody else takes tasks from the same broker.
    init(role: NodeReport.Role, isAlone: Bool) {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        self.role = role
        name = "\(NodeName.current)-\(String(repeating: "0", count: 8 - digits.count))\(digits)"
        node = isAlone ? NodeName.current : name
    }

    /// What can be said of any process now.
    func report() -> NodeReport {
        var load = [0.0, 0.0, 0.0]
        let memory = MachineMemory.now
        return NodeReport(
            name: node, role: role, version: RunletApp.version, startedAt: startedAt, at: .now(),
            processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)), loadAverage: getloadavg(&load, 3) == 3 ? load : [],
            memoryTotal: memory?.total, memoryAvailable: memory?.available)
    }
}
