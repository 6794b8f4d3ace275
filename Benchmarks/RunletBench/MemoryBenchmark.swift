import Glibc
import Synchronization

/// The server's resident memory.
struct MemoryBenchmark {
    private static let requests = 200

    let server: ServerProcess

    /// A second after the start, before any request.
    func idle() throws -> [Row] {
        sleep(1)
        return [
            Row("memory.idle", "server memory, idle", .mebibytes, try server.residentMemory(), goal: .below(60))
        ]
    }

    /// The highest while many requests are in flight.
    func underLoad() throws -> [Row] {
        let snippet = SampleSnippet.python
        let request = try ExecuteClient.request(snippet)
        let server = server
        let load = Load(clients: Self.requests)
        let peaks = try WorkerThread.each(of: Self.requests + 1) { index -> Double in
            guard index < Self.requests else { return try load.watch(server) }
            defer { load.leave() }
            let client = try ExecuteClient(port: server.port)
            try load.meet()
            _ = try client.execute(request, expecting: snippet)
            return 0
        }
        return [
            Row(
                "memory.load", "server memory, \(Self.requests) requests in flight", .mebibytes, peaks.max() ?? 0,
                goal: .below(150))
        ]
    }

    /// Lets all clients begin at once, and knows when they are done.
    private final class Load: Sendable {
        private let connecting: Atomic<Int>
        private let working: Atomic<Int>

        init(clients: Int) {
            connecting = Atomic(clients)
            working = Atomic(clients)
        }

        /// Waits until every client is connected or has failed to.
        func meet() throws {
            connecting.subtract(1, ordering: .relaxed)
            while connecting.load(ordering: .relaxed) > 0 {
                // One that failed leaves without having met the others.
                if working.load(ordering: .relaxed) < connecting.load(ordering: .relaxed) { return }
                usleep(1000)
            }
        }

        func leave() {
            working.subtract(1, ordering: .relaxed)
        }

        /// Looks every few milliseconds until all are done. Returns the most that it saw.
        func watch(_ server: ServerProcess) throws -> Double {
            var peak = 0.0
            while working.load(ordering: .relaxed) > 0 {
                peak = max(peak, try server.residentMemory())
                usleep(5000)
            }
            return peak
        }
    }
}
