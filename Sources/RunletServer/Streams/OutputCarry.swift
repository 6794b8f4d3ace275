import FoundationEssentials
import RunletCore

/// Turns chunks of output into text although a chunk may end inside a character.
struct OutputCarry {
    private struct Source: Hashable {
        let phase: Phase.Kind
        let stream: OutputStream
    }

    /// At most three bytes each.
    private var carried: [Source: Data] = [:]

    /// The text of a chunk: with the beginning of a character that the chunk before ended with, and without the one
    /// that it ends with itself. Nil where nothing is left.
    mutating func text(of chunk: Data, _ phase: Phase.Kind, _ stream: OutputStream) -> OutputText? {
        let source = Source(phase: phase, stream: stream)
        let bytes = (carried.removeValue(forKey: source) ?? Data()) + chunk
        let tail = UTF8Tail.length(of: bytes)
        if tail > 0 { carried[source] = Data(bytes.suffix(tail)) }
        let whole = bytes.dropLast(tail)
        return whole.isEmpty ? nil : OutputText(Data(whole), truncated: false)
    }

    /// What a phase's streams ended with in the middle of a character.
    mutating func rest(of phase: Phase.Kind) -> [(stream: OutputStream, text: OutputText)] {
        [OutputStream.stdout, .stderr].compactMap { stream in
            guard let bytes = carried.removeValue(forKey: Source(phase: phase, stream: stream)) else { return nil }
            return (stream, OutputText(bytes, truncated: false))
        }
    }

    /// Forgets everything: a new attempt begins.
    mutating func reset() {
        carried = [:]
    }
}
