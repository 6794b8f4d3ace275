import Logging
import ServiceLifecycle
import UnixSignals

extension ServiceGroup {
    /// Runs services until SIGTERM or SIGINT. They stop in the reverse of their order.
    ///
    /// - Parameter graceTimeout: after which those that have not stopped are cancelled.
    static func run(_ services: [any Service], graceTimeout: Duration, logger: Logger) async throws {
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = graceTimeout
        try await ServiceGroup(configuration: group).run()
    }
}
