import Glibc

/// A thread that lives as long as the process: whom it started with a signal at its parent's end keeps running.
enum LastingThread {
    private final class Box {
        let body: () -> Void

        init(_ body: @escaping () -> Void) {
            self.body = body
        }
    }

    /// Calls the body on such a thread.
    static func run<Value: Sendable>(_ body: @Sendable @escaping () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let box = Unmanaged.passRetained(Box { continuation.resume(with: Result { try body() }) })
            var thread = pthread_t()
            let problem = pthread_create(
                &thread, nil,
                { argument in
                    guard let argument else { return nil }
                    Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
                    while true { pause() }
                }, box.toOpaque())
            precondition(problem == 0, "no thread: error \(problem)")
            pthread_detach(thread)
        }
    }
}
