/// The life of one run, decided without doing anything: events in, actions out.
///
/// A result needs the program's end, all of its output (of a terminal: all that is there at that end), and the pack where one is asked for; the slot is free only when
/// the init is gone too. Events may come in any order and twice.
package struct SandboxRunMachine {
    package enum Event {
        /// The launcher was asked for its init. Until then it waited for others.
        case asked(at: UInt64)
        case launched
        case launchFailed(SandboxError)
        case started(at: UInt64)
        case setUpFailed(SandboxError)
        case ended(End)
        /// `whole` is false where the pack could not be written to its end.
        case packed(truncated: Bool, whole: Bool)
        case statusClosed
        case output(SandboxStream, count: Int)
        case outputClosed(SandboxStream)
        /// Pid 1 is gone, and with it everything.
        case exited
        case deadline(now: UInt64)
        case cpuTime(used: UInt64, now: UInt64)
        /// The time of ``Action/raiseAged(at:)`` has come.
        case aged
        case cancel
    }

    package enum Action: Equatable {
        /// End pid 1: the kernel ends all the rest of its namespace with it.
        case kill
        /// Raise `.deadline` then (monotonic nanoseconds).
        case setDeadline(UInt64)
        /// Raise `.cpuTime` then.
        case checkCPUTime(at: UInt64)
        /// Raise `.aged` then.
        case raiseAged(at: UInt64)
        /// Younger runs go first from now on.
        case yieldToYounger
        /// The first bytes of what was just read are the caller's.
        case forward(SandboxStream, count: Int)
        /// Nobody is left who could write to the terminal: take what is there, and that is all of it.
        case drain
        case finish
        case release
    }

    /// How pid 1 saw the program end.
    package struct End: Equatable {
        package var exitCode: Int32?
        package var signal: Int32?
        package var at: UInt64
        package var diskFull: Bool

        package init(exitCode: Int32?, signal: Int32?, at: UInt64, diskFull: Bool) {
            self.exitCode = exitCode
            self.signal = signal
            self.at = at
            self.diskFull = diskFull
        }
    }

    private enum Cause {
        case wallTime, cpuTime, output, cancelled
    }

    /// From the asking to the program's start nothing of the user's runs; this bounds a kernel that hangs.
    package static let setUpTime: UInt64 = 20_000_000_000
    /// As long a run has the full share of its processors among others; a hello world is over by then, so that it does
    /// not wait for those that compute.
    package static let youth: UInt64 = 100_000_000
    private static let sigxfsz: Int32 = 25

    let limits: SandboxLimits
    let packs: Bool
    let isTerminal: Bool
    let requestedAt: UInt64
    private var askedAt: UInt64?
    package private(set) var startedAt: UInt64?
    package private(set) var end: End?
    package private(set) var outputTruncated = false
    package private(set) var packTruncated = false
    private var failure: SandboxError?
    private var cause: Cause?
    private var outputCount = 0
    private var open: Set<SandboxStream>
    private var isPacked = false
    private var isPackWhole = false
    private var isLaunched = false
    private var isGone = false
    private var isFinished = false
    private var isReleased = false

    package init(limits: SandboxLimits, packs: Bool, isTerminal: Bool = false, requestedAt: UInt64) {
        self.limits = limits
        self.packs = packs
        self.isTerminal = isTerminal
        open = isTerminal ? [.stdout] : [.stdout, .stderr]
        self.requestedAt = requestedAt
    }

    package mutating func handle(_ event: Event) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .asked(let at):
            askedAt = at
            if startedAt == nil { actions.append(.setDeadline(at &+ Self.setUpTime)) }
        case .launched:
            isLaunched = true
            // A cancel that came while the launcher was at work had nothing to kill yet.
            if cause != nil { actions.append(.kill) }
        case .launchFailed(let error):
            failure = failure ?? error
            open = []
            isGone = true
        case .started(let at):
            guard startedAt == nil else { break }
            startedAt = at
            actions.append(.setDeadline(wallEnd(at)))
            actions.append(.raiseAged(at: at &+ Self.youth))
            if let cpuTime = limits.cpuTime { actions.append(.checkCPUTime(at: at &+ earliest(cpuTime))) }
        case .setUpFailed(let error):
            failure = failure ?? error
        case .ended(let end):
            self.end = self.end ?? end
            actions += drain()
        case .packed(let truncated, let whole):
            guard !isPacked else { break }
            isPacked = true
            isPackWhole = whole
            packTruncated = truncated
        case .statusClosed:
            break
        case .output(let stream, let count):
            let room = max(0, limits.output - outputCount)
            outputCount += min(count, room)
            if room > 0, count > 0 { actions.append(.forward(stream, count: min(count, room))) }
            if count > room {
                outputTruncated = true
                actions += stop(.output)
            }
        case .outputClosed(let stream):
            open.remove(stream)
        case .exited:
            isGone = true
            actions += drain()
        case .deadline(let now):
            if let startedAt {
                guard end == nil, now >= wallEnd(startedAt) else { break }
                actions += stop(.wallTime)
            } else if let askedAt, now >= askedAt &+ Self.setUpTime {
                failure = failure ?? .lost
                actions.append(.kill)
            }
        case .cpuTime(let used, let now):
            guard end == nil, let limit = limits.cpuTime else { break }
            if used >= limit {
                actions += stop(.cpuTime)
            } else {
                actions.append(.checkCPUTime(at: now &+ earliest(limit - used)))
            }
        case .aged:
            if end == nil { actions.append(.yieldToYounger) }
        case .cancel:
            actions += stop(.cancelled)
        }
        return actions + settle()
    }

    /// A pipe ends with its last writer; a terminal is ended by us.
    private func drain() -> [Action] {
        isTerminal && !open.isEmpty ? [.drain] : []
    }

    private func wallEnd(_ startedAt: UInt64) -> UInt64 {
        let (end, overflow) = startedAt.addingReportingOverflow(limits.wallTime)
        return overflow ? .max : end
    }

    /// When that much processor time can be used up at the earliest: so time is checked when it matters, not polled.
    private func earliest(_ cpuTime: UInt64) -> UInt64 {
        // A year is as good as any time beyond it, and fits.
        UInt64(min(max(1e6, Double(cpuTime) / max(limits.cpus, 0.01)), 3e16))
    }

    private mutating func stop(_ reason: Cause) -> [Action] {
        guard cause == nil, !isFinished else { return [] }
        // What ended by itself was not ended by us, but its output may still be too much.
        if end != nil, reason != .output, reason != .cancelled { return [] }
        cause = reason
        return isLaunched && !isGone ? [.kill] : []
    }

    private mutating func settle() -> [Action] {
        var actions: [Action] = []
        let hasEnded = isGone || (end != nil && (!packs || isPacked))
        if hasEnded, open.isEmpty, !isFinished {
            isFinished = true
            // The init died before the pack was whole.
            if packs, !isPacked { packTruncated = true }
            actions.append(.finish)
        }
        if isFinished, isGone, !isReleased {
            isReleased = true
            actions.append(.release)
        }
        return actions
    }

    /// Whether the pack may be used.
    var hasPack: Bool { packs && isPackWhole }

    /// Why it ended, from what we did and what the kernel counted; or why there is no result.
    package func ending(_ usage: CgroupUsage) throws -> SandboxResult.Ending {
        if cause == .cancelled { throw CancellationError() }
        if let failure { throw failure }
        switch cause {
        case .wallTime: return .wallTime
        case .cpuTime: return .cpuTime
        case .output: return .output
        case .cancelled, nil: break
        }
        guard let end else {
            // Pid 1 died and we did not do it: the kernel did, for memory, or somebody else, and then it is not the
            // program's doing.
            if usage.memoryKills > 0 { return .memory }
            throw SandboxError.lost
        }
        let failed = end.signal != nil || end.exitCode != 0
        if failed, usage.memoryKills > 0 { return .memory }
        if end.signal == Self.sigxfsz || (failed && end.diskFull) { return .disk }
        if failed, usage.processRefusals > 0 { return .processes }
        if let signal = end.signal { return .signaled(signal) }
        // The program was content, but what it left could not be carried: the memory or the disk ended while packing.
        if packs, !isPackWhole, !failed { return usage.memoryKills > 0 ? .memory : .disk }
        return .exited(end.exitCode ?? 0)
    }
}
