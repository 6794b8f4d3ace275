import CRabbitMQ
import Glibc
import Logging

/// Keeps one connection and does what its role wants, on a thread of its own: librabbitmq blocks, and the cooperative
/// pool has one thread per core.
struct ConnectionThread: Sendable {
    private static let shortestPause = 50.0
    private static let longestPause = 2000.0
    /// Between two looks where nothing happens, in milliseconds: heartbeats go out in time.
    private static let longestWait: Int32 = 500

    let name: String
    let address: BrokerAddress
    let wakeUp: WakeUp
    let logger: Logger

    /// Starts the thread.
    ///
    /// - Parameter first: is told once how the first connection went; where it did not, the thread ends.
    func start(
        _ makeRole: @escaping @Sendable () -> any ConnectionRole,
        first: @escaping @Sendable (Result<Void, RabbitMQError>) -> Void
    ) throws(RabbitMQError) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(
            Box { [self] in
                crmq_name_thread(name)
                run(makeRole(), first: first)
            })
        let problem = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        guard problem == 0 else {
            box.release()
            throw .system("pthread_create", errno: problem)
        }
        pthread_detach(thread)
    }

    private final class Box {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    private func run(_ role: any ConnectionRole, first: (Result<Void, RabbitMQError>) -> Void) {
        defer { role.finish() }
        var isFirst = true
        var isLost = false
        var pause = Self.shortestPause
        while !role.isFinished {
            do throws(RabbitMQError) {
                let session = try connect(role)
                if isFirst { first(.success(())) }
                if isLost { logger.notice("connected again", metadata: metadata()) }
                (isFirst, isLost, pause) = (false, false, Self.shortestPause)
                let problem = serve(role, session)
                role.closed()
                session.close()
                guard let problem, !role.isFinished else { continue }
                isLost = true
                logger.warning("connection lost", metadata: metadata(problem))
            } catch {
                if isFirst { return first(.failure(error)) }
                if !isLost { logger.warning("cannot connect", metadata: metadata(error.description)) }
                isLost = true
            }
            // Not all clients at the same time.
            rest(role, until: .now + .milliseconds(pause * Double.random(in: 0.5...1)))
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private func connect(_ role: any ConnectionRole) throws(RabbitMQError) -> AMQPSession {
        let session = try AMQPSession(address)
        do {
            try role.opened(session)
        } catch {
            role.closed()
            throw .refused(error.text)
        }
        return session
    }

    /// Works until the role is finished or the connection is lost. Returns why it is.
    private func serve(_ role: any ConnectionRole, _ session: AMQPSession) -> String? {
        do {
            while true {
                try role.work(session)
                while let event = try session.next() { try role.handle(event, session) }
                try role.settled(session)
                if role.isFinished { return nil }
                if !session.hasArrived {
                    wakeUp.wait(beside: session.socket, milliseconds: milliseconds(until: role.deadline))
                }
            }
        } catch {
            return error.text
        }
    }

    /// Waits without a connection, and does what needs none.
    private func rest(_ role: any ConnectionRole, until end: ContinuousClock.Instant) {
        while !role.isFinished, ContinuousClock.now < end {
            try? role.work(nil)
            if role.isFinished { return }
            wakeUp.wait(beside: nil, milliseconds: milliseconds(until: min(end, role.deadline ?? end)))
        }
    }

    private func milliseconds(until instant: ContinuousClock.Instant?) -> Int32 {
        guard let instant else { return Self.longestWait }
        let left = ContinuousClock.now.duration(to: instant)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        // Rounded up, so that nobody wakes too early and spins.
        return Int32(clamping: min(seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1, Int64(Self.longestWait)))
    }

    private func metadata(_ problem: String? = nil) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["broker.server": "\(address.server)", "broker.connection": "\(name)"]
        if let problem { metadata["error"] = "\(problem)" }
        return metadata
    }
}
