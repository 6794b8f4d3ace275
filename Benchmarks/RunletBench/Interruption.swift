import Glibc

/// Cleans up before a signal ends this process.
enum Interruption {
    /// Has a thread wait for SIGINT, SIGTERM and SIGHUP. Call it on the main thread before any other is started.
    static func onSignal(_ cleanUp: @escaping @Sendable () -> Void) {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        WorkerThread.detach {
            var signals = sigset_t()
            sigemptyset(&signals)
            for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
            var signal: Int32 = 0
            guard sigwait(&signals, &signal) == 0 else { return }
            cleanUp()
            _exit(128 + signal)
        }
    }
}
