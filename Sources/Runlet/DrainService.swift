import RunletEngine
import ServiceLifecycle

/// Refuses new work from the moment a shutdown is asked for, while the server still answers what it has begun.
struct DrainService: Service {
    let coordinator: Coordinator

    func run() async throws {
        await withGracefulShutdownHandler {
            try? await gracefulShutdown()
        } onGracefulShutdown: {
            coordinator.drain()
        }
    }
}
