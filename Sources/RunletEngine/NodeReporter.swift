public import Logging
public import RunletCore
public import ServiceLifecycle

/// Tells the coordinators every few seconds how this process is.
public struct NodeReporter: Service {
    private let broker: any Broker
    private let interval: Duration
    private let logger: Logger
    private let report: @Sendable () async -> NodeReport

    public init(
        broker: any Broker, interval: Duration = .seconds(2), logger: Logger,
        report: @escaping @Sendable () async -> NodeReport
    ) {
        self.broker = broker
        self.interval = interval
        self.logger = logger
        self.report = report
    }

    public func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                do {
                    try await broker.publish(await report())
                } catch {
                    try Task.checkCancellation()
                    // The next one comes soon.
                    logger.debug("report not told", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: interval)
            }
        }
    }
}
