import Glibc

/// Cleans up before a signal ends this process.
enum Interruption {
    /// Holds back the signals that end this process. Call it before any thread is started: threads inherit it.
    static func hold() {
        var signals = set
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Has a thread wait for such a signal, also one that came since ``hold()``.
    static func onSignal(_ cleanUp: @escaping @Sendable () -> Void) {
        WorkerThread.detach {
            var signals = set
            var signal: Int32 = 0
            guard sigwait(&signals, &signal) == 0 else { return }
            cleanUp()
            _exit(128 + signal)
        }
    }

    private static var set: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
        return signals
    }
}
