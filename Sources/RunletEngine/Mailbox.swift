import Synchronization

/// An ordered hand-over from many senders to one reader, who takes everything there is at once.
///
/// What lies in it is bounded by what its senders may send at all; the reader sees what piled up while it was busy as
/// one batch, and so catches up in one step.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var isFinished = false
        var reader: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Adds an element. Ignored after ``finish()``.
    ///
    /// - Parameter merge: may put the new element into the last one that waits; returns whether it did.
    func send(_ element: Element, merge: (inout Element, Element) -> Bool = { _, _ in false }) {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isFinished else { return nil }
            if let last = state.elements.indices.last, merge(&state.elements[last], element) { return nil }
            state.elements.append(element)
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Lets the reader take what is there and then see the end.
    func finish() {
        let reader = state.withLock { state in
            state.isFinished = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Waits until there is something and takes it all; nil at the end. Only one reader may wait, and its cancellation
    /// does not wake it: whoever starts a reader also finishes the mailbox.
    func takeAll() async -> [Element]? {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if !state.elements.isEmpty || state.isFinished { return true }
                state.reader = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { state in
            if state.elements.isEmpty { return nil }
            defer { state.elements = [] }
            return state.elements
        }
    }
}
