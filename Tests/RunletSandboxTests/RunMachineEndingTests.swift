import RunletSandbox
import Testing

@Suite("Why a run ended")
struct RunMachineEndingTests {
    typealias Machine = SandboxRunMachine

    private func ending(
        exit: Int32? = nil, signal: Int32? = nil, diskFull: Bool = false, memoryKills: Int = 0, refusals: Int = 0,
        before events: [Machine.Event] = []
    ) throws -> SandboxResult.Ending {
        var machine = RunMachineTests.started(SandboxLimits(wallTime: 1, output: 1))
        for event in events { _ = machine.handle(event) }
        if exit != nil || signal != nil {
            _ = machine.handle(.ended(Machine.End(exitCode: exit, signal: signal, at: 5, diskFull: diskFull)))
        }
        _ = machine.handle(.exited)
        return try machine.ending(
            CgroupUsage(cpuTime: 0, memoryPeak: 0, memoryKills: memoryKills, processRefusals: refusals))
    }

    @Test("A program that ended well ended well, whatever happened to its children")
    func believesSuccess() throws {
        #expect(try ending(exit: 0, diskFull: true, memoryKills: 3, refusals: 7) == .exited(0))
    }

    @Test("A failure is laid to what the kernel counted: memory, then disk, then processes")
    func ordersTheKernelsReasons() throws {
        #expect(try ending(exit: 1, diskFull: true, memoryKills: 1, refusals: 1) == .memory)
        #expect(try ending(signal: 9, memoryKills: 1) == .memory)
        #expect(try ending(exit: 1, diskFull: true, refusals: 1) == .disk)
        #expect(try ending(signal: 25) == .disk)
        #expect(try ending(exit: 1, refusals: 1) == .processes)
        #expect(try ending(exit: 137) == .exited(137))
        #expect(try ending(signal: 9) == .signaled(9))
        #expect(try ending(exit: 1) == .exited(1))
    }

    @Test("What we did ourselves comes before what the kernel counted")
    func putsOurOwnDoingFirst() throws {
        #expect(try ending(memoryKills: 1, before: [.deadline(now: .max)]) == .wallTime)
        #expect(try ending(memoryKills: 1, before: [.output(.stdout, count: 2)]) == .output)
        #expect(try ending(before: [.output(.stdout, count: 2), .deadline(now: .max)]) == .output)
    }

    @Test("Without the program's end it was memory where the kernel says so, and else the run is lost")
    func tellsMemoryFromLoss() throws {
        #expect(try ending(memoryKills: 1) == .memory)
        #expect(throws: SandboxError.lost) { try ending() }
    }

    @Test("A set-up that failed is our error, also where the program's process has an end")
    func putsSetUpErrorsBeforeTheEnd() throws {
        #expect(throws: SandboxError.notExecutable(errno: 2)) {
            try ending(exit: 127, before: [.setUpFailed(.notExecutable(errno: 2))])
        }
    }

    @Test("Success without the pack that was asked for is none: memory or the disk ended meanwhile")
    func wantsThePack() throws {
        for (kills, expected) in [(0, SandboxResult.Ending.disk), (1, .memory)] {
            var machine = RunMachineTests.started(packs: true)
            _ = machine.handle(RunMachineTests.end())
            _ = machine.handle(.packed(truncated: false, whole: false))
            let usage = CgroupUsage(cpuTime: 0, memoryPeak: 0, memoryKills: kills, processRefusals: 0)
            #expect(try machine.ending(usage) == expected)
        }
    }

    @Test("A cancel comes before all else")
    func putsTheCancelFirst() throws {
        #expect(throws: CancellationError.self) {
            try ending(exit: 0, before: [.cancel, .setUpFailed(.lost), .deadline(now: .max)])
        }
    }
}
