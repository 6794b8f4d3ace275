import Foundation
import Glibc
import Synchronization
import TestKit

/// A private RabbitMQ on free ports of the loopback, which ends with the test process.
package final class RabbitMQServer: Sendable {
    private static let program = "/usr/lib/rabbitmq/bin/rabbitmq-server"
    private static let portMapper = "/usr/bin/epmd"
    private static let sharedStart = Task { try await start() }

    private let directory: TemporaryDirectory
    private let caretaker: DirectoryCaretaker
    private let portMapper: ChildProcess
    private let process: Mutex<ChildProcess?> = Mutex(nil)
    private let environment: [String: String]
    package let port: Int
    /// A port of the loopback that nobody listens on.
    package let closedPort: Int

    /// The one that all tests of this process use, each with a prefix of its own.
    package static func shared() async throws -> RabbitMQServer {
        try await sharedStart.value
    }

    /// Another one, for tests that end it. A start takes some ten seconds.
    package static func start() async throws -> RabbitMQServer {
        for program in [program, portMapper] where !FileManager.default.isExecutableFile(atPath: program) {
            throw TestFailure("RabbitMQ is not installed (\(program) is missing): run scripts/setup-debian.sh test")
        }
        let server = try await RabbitMQServer()
        try await server.start()
        return server
    }

    private init() async throws {
        directory = try TemporaryDirectory()
        caretaker = try DirectoryCaretaker(directory.path)
        let ports = try (0..<4).map { _ in try LoopbackPort.free() }
        (port, closedPort) = (ports[0], ports[3])
        let path = directory.path
        try directory.write("[].\n", to: "enabled_plugins")
        try directory.write(
            """
            listeners.tcp.1 = 127.0.0.1:\(port)
            disk_free_limit.absolute = 1MB
            log.file.level = error

            """, to: "rabbitmq.conf")
        environment = [
            "HOME": path, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
            // A port mapper of its own: the one that Erlang would start stays for ever.
            "ERL_EPMD_PORT": "\(ports[1])", "ERL_EPMD_ADDRESS": "127.0.0.1",
            // Without this a shell stands between us and the server.
            "RABBITMQ_ALLOW_INPUT": "1",
            "RABBITMQ_NODENAME": "runlet-\(port)@localhost", "RABBITMQ_DIST_PORT": "\(ports[2])",
            "RABBITMQ_MNESIA_BASE": path + "/mnesia", "RABBITMQ_LOG_BASE": path + "/log",
            "RABBITMQ_ENABLED_PLUGINS_FILE": path + "/enabled_plugins",
            "RABBITMQ_CONFIG_FILE": path + "/rabbitmq.conf", "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_GENERATED_CONFIG_DIR": path + "/generated", "RABBITMQ_PLUGINS_EXPAND_DIR": path + "/plugins",
            "RABBITMQ_PID_FILE": path + "/pid",
            // The last ones: no busy waiting beside the tests.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS":
                "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
        ]
        portMapper = try await Self.launch(Self.portMapper, [], environment, path, "epmd")
    }

    /// Starts it, or starts it again with what it kept.
    package func start() async throws {
        let process = try await Self.launch(Self.program, ["-noinput"], environment, directory.path, "server")
        self.process.withLock { $0 = process }
        let isUp = try await eventually(within: .seconds(50)) {
            answers || process.end != nil
        }
        guard isUp, process.end == nil else {
            throw TestFailure("RabbitMQ does not start: \(directory.read("server.out").suffix(2000))")
        }
    }

    /// SIGKILL: what was not on its disk is lost.
    package func kill() async throws {
        guard let process = process.withLock({ $0 }) else { return }
        process.send(SIGKILL)
        try await process.wait()
    }

    /// Keeps it from answering, or lets it go on.
    package func pause(_ isPaused: Bool) {
        process.withLock { $0 }?.send(isPaused ? SIGSTOP : SIGCONT)
    }

    /// SIGTERM.
    package func stop() async throws {
        guard let process = process.withLock({ $0 }) else { return }
        process.send(SIGTERM)
        try await process.wait(atMost: .seconds(30))
    }

    /// The address for guest, with another password, host name, port or virtual host where a test wants it.
    package func url(
        password: String = "guest", port: Int? = nil, virtualHost: String = "", scheme: String = "amqp"
    ) -> String {
        "\(scheme)://guest:\(password)@127.0.0.1:\(port ?? self.port)/\(virtualHost)"
    }

    private static func launch(
        _ program: String, _ arguments: [String], _ environment: [String: String], _ directory: String, _ name: String
    ) async throws -> ChildProcess {
        try await LastingThread.run {
            try ChildProcess(
                "/usr/bin/setpriv", ["--pdeathsig", "KILL", program] + arguments, environment: environment,
                directory: directory, stdout: "\(directory)/\(name).out", stderr: "\(directory)/\(name).err")
        }
    }

    /// Whether somebody listens on the port.
    private var answers: Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
