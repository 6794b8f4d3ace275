import CSandbox
import Glibc

/// The reactor thread's own state and work. Never leaves its thread.
final class SandboxLoop {
    let epoll: Descriptor
    private let template: [UInt8]
    private let tree: any CgroupTree
    private let firstUser: UInt32
    private var launcher: LauncherClient?
    private var null: Descriptor?
    private var runs: [UInt64: SandboxRun] = [:]
    /// Slots that are free; a run's user id is the first plus its slot, and no two runs have one at the same time.
    private var freeSlots: [UInt32] = []
    private var nextSlot: UInt32 = 0
    /// Groups that the kernel did not let go of yet.
    private var lingering: [any Cgroup] = []
    private var stopping: [CheckedContinuation<Void, Never>] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var terminals: TerminalDevice
    private static let launcherToken: UInt64 = 1
    /// Runs that wait for the launcher to answer for others. A launcher that is asked more than its socket holds answers
    /// for would block, and with it whoever asks.
    private var waiting: [SandboxRun] = []
    private var unanswered = 0
    private static let unansweredLimit = 64

    init(
        epoll: Descriptor, template: [UInt8], tree: any CgroupTree, firstUser: UInt32, terminals: TerminalDevice
    ) {
        self.epoll = epoll
        self.template = template
        self.tree = tree
        self.firstUser = firstUser
        self.terminals = terminals
    }

    func startLauncher() throws(SandboxError) {
        if null == nil {
            let fd = open("/dev/null", O_RDWR | O_CLOEXEC)
            guard fd >= 0 else { throw .system("open /dev/null", errno: errno) }
            null = Descriptor(fd)
        }
        let client = try LauncherClient(template: template)
        do {
            try client.awaitReady()
        } catch {
            end(client)
            throw error
        }
        _ = try checked(sbx_epoll_add(epoll.raw, client.socket.raw, Self.launcherToken), "epoll_ctl")
        launcher = client
    }

    func run(wake: Descriptor, commands: () -> [SandboxReactor.Command]) {
        var events = [sbx_event](repeating: sbx_event(), count: 64)
        while true {
            let looked = sbx_monotonic_ns()
            let count = sbx_epoll_wait(epoll.raw, &events, Int32(events.count), timeout())
            for event in events.prefix(Int(max(0, count))) {
                switch event.token {
                case 0:
                    var number: UInt64 = 0
                    _ = read(wake.raw, &number, 8)
                    for command in commands() { handle(command) }
                case Self.launcherToken:
                    receiveFromLauncher()
                default:
                    receive(event.token)
                }
            }
            // What was due before that look, and only after it: when this process was stopped for a while, or the machine
            // was, an end that came in time must not be taken for one at the limit. Interrupted, it has seen nothing.
            if count >= 0 { raiseTimers(dueBy: looked) }
            lingering.removeAll { $0.remove() }
            if !stopping.isEmpty, runs.isEmpty { break }
        }
        for _ in 0..<200 where !lingering.isEmpty {
            usleep(5000)
            lingering.removeAll { $0.remove() }
        }
        if let launcher {
            self.launcher = nil
            sbx_epoll_remove(epoll.raw, launcher.socket.raw)
            end(launcher)
        }
        tree.removeAll()
        for continuation in stopping { continuation.resume() }
    }

    // MARK: Commands

    private func handle(_ command: SandboxReactor.Command) {
        switch command {
        case .run(let id, let program, let deliver, let continuation):
            let run = SandboxRun(
                id: id, program: program, slot: takeSlot(), requestedAt: sbx_monotonic_ns(), deliver: deliver,
                continuation: continuation)
            runs[id] = run
            waiting.append(run)
            launchWaiting()
        case .cancel(let id):
            if let run = runs[id] { cancel(run) }
        case .feed(let id):
            if let run = runs[id] { feed(run) }
        case .stop(let continuation):
            stopping.append(continuation)
            for run in Array(runs.values) { cancel(run) }
        }
    }

    private func cancel(_ run: SandboxRun) {
        apply(.cancel, to: run)
        // The launcher does not know of it yet, and need not.
        if waiting.contains(where: { $0 === run }) { apply(.launchFailed(.closed), to: run) }
    }

    private func takeSlot() -> UInt32 {
        if let slot = freeSlots.popLast() { return slot }
        defer { nextSlot += 1 }
        return nextSlot
    }

    /// Asks the launcher for those that wait, as far as it may be asked.
    private func launchWaiting() {
        while unanswered < Self.unansweredLimit, !waiting.isEmpty {
            let run = waiting.removeFirst()
            // Cancelled while it waited.
            guard runs[run.id] === run else { continue }
            do throws(SandboxError) {
                try launch(run)
                unanswered += 1
                apply(.asked(at: sbx_monotonic_ns()), to: run)
            } catch {
                apply(.launchFailed(error), to: run)
            }
        }
    }

    private func launch(_ run: SandboxRun) throws(SandboxError) {
        try run.program.limits.validate()
        if launcher == nil { try startLauncher() }
        guard let launcher, let null else { throw .lost }
        let program = run.program
        let group = try tree.makeGroup(name: "run-\(run.id)", limits: program.limits)
        run.group = group
        let request = try LaunchRequest.encode(
            program, id: run.id, hostUser: firstUser + run.slot, group: group, bornInside: tree.bornInside)
        // /dev/null has size 0, as the empty pack has.
        let files = program.files.file ?? null
        if program.packs { run.pack = try MemoryFile.empty(name: "runlet-pack") }
        let status = try SandboxStreams.pipe(sbx_pipe)
        let streams = try SandboxStreams(program, owner: firstUser + run.slot, terminals: &terminals)
        try watch(status.read, .status, of: run)
        run.status = status.read
        for (stream, descriptor) in streams.output {
            try watch(descriptor, stream == .stdout ? .stdout : .stderr, of: run)
            run.streams[stream] = descriptor
        }
        run.input = streams.input
        if program.hasTerminal { run.terminal = streams.output[.stdout] }
        let descriptors = [status.write] + streams.program + [files, run.pack ?? null]
        try launcher.send(request, descriptors + group.joinDescriptors)
        if run.input != nil { feed(run) }
    }

    private func watch(_ descriptor: Descriptor, _ source: SandboxRun.Source, of run: SandboxRun) throws(SandboxError) {
        _ = try checked(
            sbx_epoll_add(epoll.raw, descriptor.raw, SandboxRun.Source.token(run.id, source)), "epoll_ctl")
    }

    // MARK: The launcher

    private func receiveFromLauncher() {
        guard let launcher else { return }
        do throws(SandboxError) {
            let (reply, pidfd) = try launcher.receive()
            unanswered = max(0, unanswered - 1)
            defer { launchWaiting() }
            guard let run = runs[reply.id] else { return }
            guard reply.error == 0 else {
                let error = SandboxError.layer(
                    SandboxStage(reply.stage), step: Int(reply.index), errno: reply.error)
                return apply(.launchFailed(error), to: run)
            }
            // We had no descriptor left to take it with. An init that cannot be watched must not live.
            guard let pidfd else { return loseLauncher() }
            run.pidfd = pidfd
            try watch(pidfd, .pidfd, of: run)
            apply(.launched, to: run)
        } catch {
            loseLauncher()
        }
    }

    /// The launcher died, or it has to. Its inits die with it; who has none yet never will. The next run starts another.
    private func loseLauncher() {
        guard let launcher else { return }
        self.launcher = nil
        unanswered = 0
        sbx_epoll_remove(epoll.raw, launcher.socket.raw)
        end(launcher)
        for run in Array(runs.values) where run.pidfd == nil && !waiting.contains(where: { $0 === run }) {
            apply(.launchFailed(.lost), to: run)
        }
        // Nobody else would: those that wait were waiting for answers that do not come any more.
        launchWaiting()
    }

    /// Ends a launcher, whatever it is at: a stopped or stuck one must not hold us up.
    private func end(_ launcher: LauncherClient) {
        kill(launcher.pid, SIGKILL)
        sbx_reap(launcher.pid)
    }

    // MARK: Runs

    private func receive(_ token: UInt64) {
        guard let run = runs[token >> 3], let source = SandboxRun.Source(rawValue: token & 7) else { return }
        switch source {
        case .stdout: readOutput(.stdout, of: run)
        case .stderr: readOutput(.stderr, of: run)
        case .input: feed(run)
        case .status: readStatus(of: run)
        case .pidfd:
            if let pidfd = run.pidfd { sbx_epoll_remove(epoll.raw, pidfd.raw) }
            // Records that were written before the end count.
            readStatus(of: run)
            apply(.exited, to: run)
        }
    }

    private func readOutput(_ stream: SandboxStream, of run: SandboxRun) {
        guard let descriptor = run.streams[stream] else { return }
        let count = read(descriptor.raw, &buffer, buffer.count)
        if count > 0 {
            apply(.output(stream, count: count), to: run)
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            // The end; EIO is a terminal's.
            closeOutput(stream, of: run)
        }
    }

    func closeOutput(_ stream: SandboxStream, of run: SandboxRun) {
        guard let descriptor = run.streams.removeValue(forKey: stream) else { return }
        sbx_epoll_remove(epoll.raw, descriptor.raw)
        // Whoever closed a terminal has no name for it. What waits for it would be waited for by us alone.
        if run.program.hasTerminal { closeInput(of: run) }
        apply(.outputClosed(stream), to: run)
    }

    private func readStatus(of run: SandboxRun) {
        while let descriptor = run.status {
            var record = sbx_record()
            let size = MemoryLayout<sbx_record>.size
            let count = read(descriptor.raw, &record, size)
            if count == size {
                for event in events(of: record) { apply(event, to: run) }
            } else if count < 0, errno == EAGAIN || errno == EINTR {
                return
            } else {
                // The end, or a record that is not whole: nothing more will come that can be trusted.
                sbx_epoll_remove(epoll.raw, descriptor.raw)
                run.status = nil
                apply(.statusClosed, to: run)
            }
        }
    }

    private func events(of record: sbx_record) -> [SandboxRunMachine.Event] {
        switch record.kind {
        case SBX_RECORD_STARTED.rawValue:
            return [.started(at: record.at)]
        case SBX_RECORD_FAILED.rawValue:
            switch (SandboxStage(record.stage), record.error) {
            case (.exec, let error): return [.setUpFailed(.notExecutable(errno: error))]
            case (.files, ENOSPC): return [.setUpFailed(.filesTooLarge)]
            case (let stage, let error): return [.setUpFailed(.layer(stage, step: Int(record.index), errno: error))]
            }
        case SBX_RECORD_ENDED.rawValue:
            let exited = sbx_exited(record.status)
            return [
                .ended(
                    .init(
                        exitCode: exited ? sbx_exit_code(record.status) : nil,
                        signal: exited ? nil : sbx_signal(record.status), at: record.at,
                        diskFull: record.disk_full != 0))
            ]
        case SBX_RECORD_PACKED.rawValue:
            return [.packed(truncated: record.truncated != 0, whole: record.error == 0)]
        default:
            return []
        }
    }

    func apply(_ event: SandboxRunMachine.Event, to run: SandboxRun) {
        for action in run.machine.handle(event) {
            switch action {
            case .kill:
                if let pidfd = run.pidfd { sbx_pidfd_kill(pidfd.raw, SIGKILL) }
            case .setDeadline(let time):
                run.deadline = time
            case .checkCPUTime(let time):
                run.cpuCheck = time
            case .raiseAged(let time):
                run.agedAt = time
            case .yieldToYounger:
                run.group?.yieldToYounger()
            case .forward(let stream, let count):
                run.deliver(stream, Array(buffer[..<count]))
            case .drain:
                drain(run)
            case .finish:
                run.finish(now: sbx_monotonic_ns())
            case .release:
                release(run)
            }
        }
    }

    private func release(_ run: SandboxRun) {
        runs[run.id] = nil
        if run.input != nil { closeInput(of: run) }
        run.terminal = nil
        for descriptor in run.streams.values { sbx_epoll_remove(epoll.raw, descriptor.raw) }
        if let status = run.status { sbx_epoll_remove(epoll.raw, status.raw) }
        freeSlots.append(run.slot)
        if let group = run.group, !group.remove() { lingering.append(group) }
    }

    // MARK: Time

    /// Milliseconds until something is due; -1 where nothing is.
    private func timeout() -> Int32 {
        var next = runs.values.lazy.compactMap { [$0.deadline, $0.cpuCheck, $0.agedAt].compactMap { $0 }.min() }.min()
        let now = sbx_monotonic_ns()
        if !lingering.isEmpty { next = min(next ?? .max, now + 5_000_000) }
        guard let next else { return -1 }
        // Rounded up: to wake a moment too early would be to wake twice.
        return next <= now ? 0 : Int32(clamping: (next - now) / 1_000_000 + 1)
    }

    private func raiseTimers(dueBy now: UInt64) {
        for run in Array(runs.values) {
            if let deadline = run.deadline, deadline <= now {
                run.deadline = nil
                // No init yet: it is the launcher that hangs.
                if run.pidfd == nil { loseLauncher() }
                apply(.deadline(now: now), to: run)
            }
            if let time = run.agedAt, time <= now {
                run.agedAt = nil
                apply(.aged, to: run)
            }
            if let check = run.cpuCheck, check <= now {
                run.cpuCheck = nil
                apply(.cpuTime(used: run.group?.cpuTime() ?? 0, now: now), to: run)
            }
        }
    }
}
