import Testing

/// Every suite that runs programs. Processes, groups and descriptors belong to the whole machine, so one at a time.
@Suite("The sandbox", .serialized, .timeLimit(.minutes(Harness.slowness == 1 ? 1 : 5)))
enum SandboxTests {}
