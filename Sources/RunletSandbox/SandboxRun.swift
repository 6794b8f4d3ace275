import CSandbox

/// A run as the reactor's thread holds it.
final class SandboxRun {
    let id: UInt64
    let program: SandboxProgram
    let deliver: @Sendable (SandboxStream, [UInt8]) -> Void
    var continuation: CheckedContinuation<SandboxResult, any Error>?
    var machine: SandboxRunMachine
    let slot: UInt32
    var group: (any Cgroup)?
    var pidfd: Descriptor?
    var streams: [SandboxStream: Descriptor] = [:]
    /// Where the program's later input goes; nil where there is none, or no more.
    var input: Descriptor?
    /// Whether the loop is to be told when ``input`` takes more.
    var isWaitingForRoom = false
    /// Our side of the program's terminal. To close it is to hang up, so it stays open as long as anything lives.
    var terminal: Descriptor?
    var status: Descriptor?
    var pack: Descriptor?
    var deadline: UInt64?
    var cpuCheck: UInt64?
    var agedAt: UInt64?

    init(
        id: UInt64, program: SandboxProgram, slot: UInt32, requestedAt: UInt64,
        deliver: @escaping @Sendable (SandboxStream, [UInt8]) -> Void,
        continuation: CheckedContinuation<SandboxResult, any Error>
    ) {
        self.id = id
        self.program = program
        self.slot = slot
        self.deliver = deliver
        self.continuation = continuation
        machine = SandboxRunMachine(
            limits: program.limits, packs: program.packs, isTerminal: program.hasTerminal, requestedAt: requestedAt)
    }

    /// The descriptors to watch, each with a number of its own within the run.
    enum Source: UInt64 {
        case stdout = 1
        case stderr, status, pidfd, input

        static func token(_ id: UInt64, _ source: Source) -> UInt64 { id << 3 | source.rawValue }
    }

    /// Makes the result when the machine says that all is there.
    func finish(now: UInt64) {
        guard let continuation else { return }
        self.continuation = nil
        let usage = group?.usage() ?? CgroupUsage(cpuTime: 0, memoryPeak: 0, memoryKills: 0, processRefusals: 0)
        do {
            let ending = try machine.ending(usage)
            let startedAt = machine.startedAt ?? now
            let endedAt = max(machine.end?.at ?? now, startedAt)
            continuation.resume(
                returning: SandboxResult(
                    ending: ending, exitCode: machine.end?.exitCode, signal: machine.end?.signal,
                    wallTime: endedAt - startedAt, cpuTime: usage.cpuTime, memoryPeak: usage.memoryPeak,
                    outputTruncated: machine.outputTruncated,
                    pack: machine.hasPack ? pack.map { SandboxPack(file: $0) } : nil,
                    packTruncated: machine.packTruncated,
                    prepareTime: startedAt - min(machine.requestedAt, startedAt),
                    collectTime: now - min(endedAt, now)))
        } catch {
            continuation.resume(throwing: error)
        }
    }
}
