import RunletSandbox
import Testing

@Suite("The life of a run")
struct RunMachineTests {
    typealias Machine = SandboxRunMachine
    typealias Event = SandboxRunMachine.Event
    typealias Action = SandboxRunMachine.Action

    static let quiet = CgroupUsage(cpuTime: 0, memoryPeak: 0, memoryKills: 0, processRefusals: 0)
    static let second: UInt64 = 1_000_000_000

    static func end(exit: Int32? = 0, signal: Int32? = nil, diskFull: Bool = false) -> Event {
        .ended(Machine.End(exitCode: exit, signal: signal, at: 2 * second, diskFull: diskFull))
    }

    static func machine(_ limits: SandboxLimits = SandboxLimits(), packs: Bool = false) -> Machine {
        Machine(limits: limits, packs: packs, requestedAt: second)
    }

    static func started(_ limits: SandboxLimits = SandboxLimits(), packs: Bool = false) -> Machine {
        var machine = machine(limits, packs: packs)
        _ = machine.handle(.launched)
        _ = machine.handle(.started(at: second))
        return machine
    }

    /// Every order of a list.
    static func orders<Element>(of list: [Element]) -> [[Element]] {
        guard let first = list.first else { return [[]] }
        return orders(of: Array(list.dropFirst())).flatMap { rest in
            (0...rest.count).map { index in Array(rest[..<index]) + [first] + Array(rest[index...]) }
        }
    }

    @Test("Whatever the order of its last events, it finishes once and then releases once", arguments: [false, true])
    func finishesOnceInEveryOrder(packs: Bool) throws {
        let last: [Event] = [
            Self.end(exit: 3), .outputClosed(.stdout), .outputClosed(.stderr), .packed(truncated: false, whole: true),
            .statusClosed, .exited,
        ]
        for order in Self.orders(of: last) {
            var machine = Self.started(packs: packs)
            var actions: [Action] = []
            for event in order {
                actions += machine.handle(event)
                actions += machine.handle(event)
            }
            #expect(actions == [.finish, .release], "\(order)")
            #expect(try machine.ending(Self.quiet) == .exited(3))
        }
    }

    @Test("It waits for the pack where one is asked for, and for the end of both streams")
    func waitsForAllParts() {
        var machine = Self.started(packs: true)
        #expect(machine.handle(Self.end()) == [])
        #expect(machine.handle(.outputClosed(.stdout)) == [])
        #expect(machine.handle(.outputClosed(.stderr)) == [])
        #expect(machine.handle(.packed(truncated: true, whole: true)) == [.finish])
        #expect(machine.packTruncated)
        #expect(machine.handle(.exited) == [.release])
    }

    @Test("A terminal is drained when pid 1 says that all are gone or is gone itself, and has no second stream")
    func drainsATerminal() throws {
        for last in [Self.end(), .exited] {
            var machine = Machine(limits: SandboxLimits(), packs: false, isTerminal: true, requestedAt: Self.second)
            _ = machine.handle(.launched)
            _ = machine.handle(.started(at: Self.second))
            #expect(machine.handle(.output(.stdout, count: 1)) == [.forward(.stdout, count: 1)])
            #expect(machine.handle(last) == [.drain])
            #expect(machine.handle(.output(.stdout, count: 2)) == [.forward(.stdout, count: 2)])
            #expect(machine.handle(.outputClosed(.stdout)).first == .finish)
        }
        var closed = Machine(limits: SandboxLimits(), packs: false, isTerminal: true, requestedAt: Self.second)
        _ = closed.handle(.launched)
        _ = closed.handle(.started(at: Self.second))
        #expect(closed.handle(.outputClosed(.stdout)) == [])
        #expect(closed.handle(Self.end()) == [.finish])
    }

    @Test("A pack that never came counts as truncated")
    func countsAMissingPackAsTruncated() {
        var machine = Self.started(packs: true)
        for event in [Self.end(), .outputClosed(.stdout), .outputClosed(.stderr), .exited] {
            _ = machine.handle(event)
        }
        #expect(machine.packTruncated)
    }

    @Test("A cancel before the launch kills once there is somebody to kill")
    func cancelsBeforeTheLaunch() {
        var machine = Self.machine()
        #expect(machine.handle(.cancel) == [])
        #expect(machine.handle(.launched).first == .kill)
        _ = machine.handle(.outputClosed(.stdout))
        _ = machine.handle(.outputClosed(.stderr))
        #expect(machine.handle(.exited) == [.finish, .release])
        #expect(throws: CancellationError.self) { try machine.ending(Self.quiet) }
    }

    @Test("A launch that failed ends it with that error, at once")
    func endsWithTheLaunchError() {
        var machine = Self.machine(packs: true)
        #expect(machine.handle(.launchFailed(.filesTooLarge)) == [.finish, .release])
        #expect(machine.handle(.launchFailed(.lost)) == [])
        #expect(throws: SandboxError.filesTooLarge) { try machine.ending(Self.quiet) }
    }

    @Test("The wall limit counts from the program's start, and ends what still runs")
    func limitsWallTime() throws {
        let limits = SandboxLimits(wallTime: Self.second)
        var machine = Self.machine(limits)
        #expect(machine.handle(.asked(at: 2 * Self.second)) == [.setDeadline(2 * Self.second + Machine.setUpTime)])
        #expect(machine.handle(.launched) == [])
        #expect(
            machine.handle(.started(at: 5 * Self.second))
                == [.setDeadline(6 * Self.second), .raiseAged(at: 5 * Self.second + Machine.youth)])
        #expect(machine.handle(.started(at: 9 * Self.second)) == [])
        #expect(machine.handle(.deadline(now: 6 * Self.second - 1)) == [])
        #expect(machine.handle(.deadline(now: 6 * Self.second)) == [.kill])
        #expect(machine.handle(.deadline(now: 7 * Self.second)) == [])
        #expect(try machine.ending(Self.quiet) == .wallTime)
    }

    @Test("A deadline after the program's end changes nothing")
    func ignoresALateDeadline() throws {
        var machine = Self.started(packs: true)
        _ = machine.handle(Self.end())
        _ = machine.handle(.packed(truncated: false, whole: true))
        #expect(machine.handle(.deadline(now: .max)) == [])
        #expect(machine.handle(.cpuTime(used: .max, now: .max)) == [])
        #expect(try machine.ending(Self.quiet) == .exited(0))
    }

    @Test("A set-up that hangs is given up, however long it waited before")
    func givesUpOnAHangingSetUp() {
        var machine = Self.machine()
        let asked = Self.second + 2 * Machine.setUpTime
        #expect(machine.handle(.asked(at: asked)) == [.setDeadline(asked + Machine.setUpTime)])
        _ = machine.handle(.launched)
        #expect(machine.handle(.deadline(now: asked + Machine.setUpTime - 1)) == [])
        #expect(machine.handle(.deadline(now: asked + Machine.setUpTime)) == [.kill])
        #expect(throws: SandboxError.lost) { try machine.ending(Self.quiet) }
    }

    @Test("Of the output exactly the room is forwarded, over both streams, and then it is ended")
    func forwardsExactlyTheRoom() throws {
        var machine = Self.started(SandboxLimits(output: 100))
        #expect(machine.handle(.output(.stdout, count: 60)) == [.forward(.stdout, count: 60)])
        #expect(machine.handle(.output(.stderr, count: 40)) == [.forward(.stderr, count: 40)])
        #expect(!machine.outputTruncated)
        #expect(machine.handle(.output(.stdout, count: 1)) == [.kill])
        #expect(machine.outputTruncated)
        #expect(machine.handle(.output(.stderr, count: 1000)) == [])
        #expect(try machine.ending(Self.quiet) == .output)

        var other = Self.started(SandboxLimits(output: 100))
        #expect(other.handle(.output(.stderr, count: 101)) == [.forward(.stderr, count: 100), .kill])
    }

    @Test("Output that is too much counts also after the program's own end")
    func limitsOutputAfterTheEnd() throws {
        var machine = Self.started(SandboxLimits(output: 10))
        _ = machine.handle(Self.end())
        #expect(machine.handle(.output(.stdout, count: 11)) == [.forward(.stdout, count: 10), .kill])
        #expect(try machine.ending(Self.quiet) == .output)
    }

    @Test("A run that is not over soon lets younger ones go first, once, and not when it has ended")
    func ages() {
        var machine = Self.machine(SandboxLimits())
        _ = machine.handle(.launched)
        _ = machine.handle(.started(at: Self.second))
        #expect(machine.handle(.aged) == [.yieldToYounger])
        var short = Self.machine(SandboxLimits())
        _ = short.handle(.launched)
        _ = short.handle(.started(at: Self.second))
        _ = short.handle(.ended(.init(exitCode: 0, signal: nil, at: Self.second, diskFull: false)))
        #expect(short.handle(.aged) == [])
    }

    @Test("Processor time is checked when it can be used up at the earliest, not polled")
    func schedulesChecksOfProcessorTime() throws {
        let limits = SandboxLimits(cpus: 2, wallTime: 60 * Self.second, cpuTime: 4 * Self.second)
        var machine = Self.machine(limits)
        _ = machine.handle(.launched)
        #expect(
            machine.handle(.started(at: 10 * Self.second))
                == [
                    .setDeadline(70 * Self.second), .raiseAged(at: 10 * Self.second + Machine.youth),
                    .checkCPUTime(at: 12 * Self.second),
                ])
        #expect(
            machine.handle(.cpuTime(used: Self.second, now: 12 * Self.second))
                == [.checkCPUTime(at: 13 * Self.second + Self.second / 2)])
        // Never sooner than after a millisecond, however little is left.
        #expect(
            machine.handle(.cpuTime(used: 4 * Self.second - 1, now: 20 * Self.second))
                == [.checkCPUTime(at: 20 * Self.second + 1_000_000)])
        #expect(machine.handle(.cpuTime(used: 4 * Self.second, now: 21 * Self.second)) == [.kill])
        #expect(try machine.ending(Self.quiet) == .cpuTime)
    }

    @Test("Limits as large as numbers go do not trap")
    func survivesHugeLimits() {
        let limits = SandboxLimits(cpus: 0.001, wallTime: .max, cpuTime: .max, output: .max)
        var machine = Self.machine(limits)
        _ = machine.handle(.launched)
        _ = machine.handle(.started(at: Self.second))
        #expect(machine.handle(.deadline(now: 2 * Self.second)) == [])
        #expect(machine.handle(.output(.stdout, count: 5)) == [.forward(.stdout, count: 5)])
    }
}
