import RunletSandbox
import Testing

@Suite("What waits to be written to a program")
struct InputQueueTests {
    typealias Queue = SandboxInputQueue

    @Test("counts what comes later and not what was there at the start")
    func counts() {
        var queue = Queue(isTerminal: false, capacity: 10)
        #expect(queue.append([1, 2]) == true)
        queue.begin(with: [UInt8](repeating: 0, count: 100))
        #expect(queue.waiting == 2)
        #expect(queue.append([UInt8](repeating: 3, count: 8)) == true)
        #expect(queue.append([4]) == false)
        queue.written(101)
        #expect(queue.waiting == 9)
        #expect(queue.append([5]) == true)
        #expect(queue.next() == .write([2] + [UInt8](repeating: 3, count: 8) + [5]))
    }

    @Test("takes all of a piece or nothing")
    func takesWholePieces() {
        var queue = Queue(isTerminal: true, capacity: 4)
        #expect(queue.append([1, 2, 3, 4, 5]) == false)
        #expect(queue.next() == nil)
        #expect(queue.append([1, 2, 3, 4]) == true)
        #expect(queue.end() == false, "the key for the end needs room too")
        queue.written(4)
        #expect(queue.end() == true)
        #expect(queue.next() == .write([4]))
    }

    @Test("closes a pipe behind everything that waits, and never a terminal")
    func closes() {
        var pipe = Queue(isTerminal: false, capacity: 10)
        _ = pipe.append([1])
        #expect(pipe.end() == true)
        #expect(pipe.append([2]) == true, "forgotten")
        #expect(pipe.next() == .write([1]))
        pipe.written(1)
        #expect(pipe.next() == .close)
        var terminal = Queue(isTerminal: true, capacity: 10)
        _ = terminal.end()
        terminal.written(1)
        #expect(terminal.next() == nil)
        #expect(terminal.append([1]) == true)
    }

    @Test("tells the last size, before anything else; a pipe has none")
    func resizes() {
        var terminal = Queue(isTerminal: true, capacity: 10)
        _ = terminal.append([1])
        terminal.resize(.init(columns: 1, rows: 1))
        terminal.resize(.init(columns: 2, rows: 3))
        #expect(terminal.next() == .resize(.init(columns: 2, rows: 3)))
        #expect(terminal.next() == .write([1]))
        var pipe = Queue(isTerminal: false, capacity: 10)
        pipe.resize(.init(columns: 1, rows: 1))
        #expect(pipe.next() == nil)
    }

    @Test("gives every byte once and in order, however much is written at a time")
    func keepsEveryByte() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            var queue = Queue(isTerminal: Bool.random(using: &random), capacity: 1000)
            let first = (0..<Int.random(in: 0...300_000, using: &random)).map { UInt8(truncatingIfNeeded: $0) }
            queue.begin(with: first)
            var sent = first
            var written: [UInt8] = []
            for round in 0..<100 {
                let piece = [UInt8](repeating: UInt8(round), count: Int.random(in: 0...700, using: &random))
                if queue.append(piece) { sent += piece }
                #expect(queue.waiting <= 1000)
                if case .write(let bytes) = queue.next() {
                    let count = Int.random(in: 0...bytes.count, using: &random)
                    written += bytes[..<count]
                    queue.written(count)
                }
            }
            while case .write(let bytes) = queue.next() {
                written += bytes
                queue.written(bytes.count)
            }
            #expect(written == sent)
        }
    }
}
