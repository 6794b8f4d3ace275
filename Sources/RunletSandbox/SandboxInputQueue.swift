/// What waits to be written to a program, decided without writing anything.
///
/// What the program was given at the start comes first and is not counted; of what comes later only so much may wait.
package struct SandboxInputQueue {
    package enum Step: Equatable {
        /// Write the first of these, as many as go, and say how many did.
        case write([UInt8])
        case resize(SandboxTerminalSize)
        /// The program gets no more.
        case close
    }

    /// The key that ends a terminal's input, as the kernel has it at first (VEOF).
    private static let endKey: UInt8 = 0x04
    /// The most bytes of one step.
    package static let mostAtOnce = 64 << 10

    private let isTerminal: Bool
    private let capacity: Int
    private var bytes: [UInt8] = []
    /// How many of the bytes are written already.
    private var start = 0
    /// How many of those that are not written the program was given at the start.
    private var uncounted = 0
    private var size: SandboxTerminalSize?
    private var isEnded = false

    package init(isTerminal: Bool, capacity: Int) {
        self.isTerminal = isTerminal
        self.capacity = capacity
    }

    /// How many bytes wait and are counted.
    package var waiting: Int { bytes.count - start - uncounted }

    /// Puts before everything else what the program was given at the start. Once, before anything is written.
    package mutating func begin(with first: [UInt8]) {
        bytes = bytes.isEmpty ? first : first + bytes
        uncounted = first.count
    }

    /// False where there is no room for all of it; then none of it is taken. After the end nobody wants it: it is
    /// forgotten, and nothing is wrong.
    package mutating func append(_ more: [UInt8]) -> Bool {
        if isEnded { return true }
        guard waiting + more.count <= capacity else { return false }
        bytes.append(contentsOf: more)
        return true
    }

    /// A pipe ends when all that waits is written. A terminal gets its key for it, and may get more after that.
    package mutating func end() -> Bool {
        if isTerminal { return append([Self.endKey]) }
        isEnded = true
        return true
    }

    /// Only the last size matters.
    package mutating func resize(_ size: SandboxTerminalSize) {
        if isTerminal { self.size = size }
    }

    /// What is to be done now; nil where there is nothing.
    package mutating func next() -> Step? {
        if let size {
            self.size = nil
            return .resize(size)
        }
        if start < bytes.count { return .write(Array(bytes[start...].prefix(Self.mostAtOnce))) }
        return isEnded ? .close : nil
    }

    /// So many of the step's bytes were written.
    package mutating func written(_ count: Int) {
        start += count
        uncounted = max(0, uncounted - count)
        // What is written is let go of, but not by moving the rest each time.
        if start == bytes.count {
            bytes = []
            start = 0
        } else if start >= 1 << 20 {
            bytes.removeFirst(start)
            start = 0
        }
    }
}
