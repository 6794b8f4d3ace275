import Logging

/// Waits for a server that may not be up yet: containers start in any order.
enum ServerWait {
    /// How long it is waited for.
    static let patience = Duration.seconds(30)
    private static let pause = Duration.seconds(1)
    /// After which it is said what is being waited for.
    private static let silence = Duration.seconds(2)

    /// Tries until it can be reached. What is wrong otherwise, such as a password, is thrown at once.
    static func connect<Value>(
        to server: String, within patience: Duration, logger: Logger, isUnreachable: (any Error) -> Bool,
        _ attempt: () async throws -> Value
    ) async throws -> Value {
        let deadline = ContinuousClock.now + patience
        // Beside the attempts: a single one may take long.
        let note = Task {
            try await Task.sleep(for: silence)
            logger.notice(
                "the server cannot be reached yet, trying again",
                metadata: ["server": "\(server)", "for": "\(patience)"])
        }
        defer { note.cancel() }
        while true {
            do {
                return try await attempt()
            } catch  where isUnreachable(error) && ContinuousClock.now + pause < deadline {
                try await Task.sleep(for: pause)
            }
        }
    }
}
