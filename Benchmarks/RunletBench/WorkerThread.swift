import Glibc
import Synchronization

/// Threads for code that blocks.
enum WorkerThread {
    private final class Start: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs something on a thread that nobody waits for.
    static func detach(_ body: @escaping @Sendable () -> Void) {
        // A process that cannot have one more thread cannot measure anything either: it goes on, and fails elsewhere.
        if let thread = try? start(body) { pthread_detach(thread) }
    }

    /// Runs something on so many threads at once, and returns what they return when all have ended.
    ///
    /// - Throws: the first error of any of them.
    static func each<Value: Sendable>(
        of count: Int, _ body: @escaping @Sendable (Int) throws -> Value
    ) throws -> [Value] {
        let results = Mutex<[Result<Value, any Error>]>([])
        let shared = Shared(results)
        var threads: [pthread_t] = []
        defer { for thread in threads { pthread_join(thread, nil) } }
        for index in 0..<count {
            threads.append(
                try start {
                    let result = Result { try body(index) }
                    shared.results.withLock { $0.append(result) }
                })
        }
        for thread in threads { pthread_join(thread, nil) }
        threads = []
        return try shared.results.withLock { try $0.map { try $0.get() } }
    }

    private final class Shared<Value: Sendable>: Sendable {
        let results: Mutex<[Result<Value, any Error>]>

        init(_ results: consuming Mutex<[Result<Value, any Error>]>) {
            self.results = results
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) throws -> pthread_t {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Start(body))
        let code = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw SystemError.of("cannot start a thread", code: code)
        }
        return thread
    }
}
