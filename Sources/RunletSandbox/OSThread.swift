import CSandbox
import Glibc

/// A thread of the operating system, for work that blocks: the cooperative pool has one thread per core and no more.
enum OSThread {
    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Starts a detached thread. Throws where the system has no thread to give.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(SandboxError) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body))
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        guard result == 0 else {
            box.release()
            throw .system("pthread_create", errno: result)
        }
        sbx_name_thread(UInt(thread), name)
        pthread_detach(thread)
    }
}
