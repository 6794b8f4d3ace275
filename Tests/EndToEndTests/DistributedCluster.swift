import TestKit
import TestServers
import Testing

/// Gives the tests of a suite one set of machines, and looks afterwards whether all of it is gone.
struct DistributedCluster: SuiteTrait, TestScoping {
    @TaskLocal static var running: Cluster?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let cluster = try await Cluster.start()
        do {
            try await Self.$running.withValue(cluster) { try await function() }
        } catch {
            await cluster.kill()
            throw error
        }
        for (node, end) in try await cluster.stop() {
            #expect(end == .exited(0), "\(node.name): \(node.errors.suffix(2000))")
        }
        let leftovers = try await cluster.leftovers()
        #expect(leftovers.isEmpty, "\(leftovers)")
    }
}

extension Trait where Self == DistributedCluster {
    /// Two coordinators and two workers of two slots for the whole suite.
    static var cluster: Self { DistributedCluster() }
}

/// The machines of the suite.
var cluster: Cluster {
    get throws {
        guard let running = DistributedCluster.running else { throw TestFailure("the suite has no cluster") }
        return running
    }
}

/// The coordinators' clients.
var coordinators: [ServerClient] {
    get throws { try cluster.coordinators.map(\.client) }
}
