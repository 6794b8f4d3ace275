import TestKit
import Testing

/// Everything that starts the real program. One test at a time: servers would fight for the processor, and what is
/// measured is the whole machine's.
@Suite("End to end", .serialized, .timeLimit(.minutes(3)))
enum EndToEndTests {}
