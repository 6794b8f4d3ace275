import Foundation
import Synchronization
import TestKit

/// Where attacks are tried: a server of its own with secrets around it, and the oracles' instruments.
final class AttackRange: Sendable {
    struct Options: Sendable {
        var corpus: String
        /// The emulated machine: nothing else lives there, so it may be harmed.
        var isMachine = false
        /// How many times slower than a usual machine this one is: bounds of time are longer by it.
        var slowness = 1.0

        /// What programs that are to come to their end get for it on a slow machine; nil where their own limits are right.
        var slowLimit: String? { slowness > 1 ? "\(Int(30 * slowness))s" : nil }
    }

    /// Root's own, on the host, with a secret in it.
    static let canaryPath = "/etc/runlet-attack-canary"
    static let secretPrefix = "runlet-canary-"

    let options: Options
    let server: ServerProcess
    let listeners: CanaryListeners
    let kernelLog: KernelLog
    let canaryFiles: [String]
    let availableLanguages: Set<String>
    /// Those that the server knows and cannot run.
    let missingLanguages: Set<String>
    let tenant: CanaryTenant
    /// Secrets that no answer may contain.
    let secret: String

    var client: ServerClient { server.client }

    /// What unprotected runs made the kernel load.
    private let loaded = Mutex<Set<String>>([])
    var modulesOfControls: Set<String> { loaded.withLock { $0 } }

    /// What an unprotected run does to the canaries and the kernel's modules is no harm of ours.
    func excusing(_ control: () async throws -> Void) async throws {
        let before = KernelSettings.modules
        try await listeners.notCounting(control)
        loaded.withLock { $0.formUnion(KernelSettings.modules.subtracting(before)) }
    }

    init(_ options: Options, settings: [String: String] = [:]) async throws {
        self.options = options
        secret = Self.secretPrefix + (0..<4).map { _ in String(UInt32.random(in: 0 ... .max), radix: 16) }.joined()
        let isThere = FileManager.default.createFile(
            atPath: Self.canaryPath, contents: Data("\(secret)\n".utf8), attributes: [.posixPermissions: 0o600])
        guard isThere else { throw TestFailure("cannot write \(Self.canaryPath): this needs root") }
        listeners = CanaryListeners()
        kernelLog = KernelLog()
        var own = ["WORKER_QUEUES_DEFAULT": "4"]
        own["WORKER_LIMITS_TIMEOUT"] = options.slowLimit
        own["WORKER_LIMITS_COMPILETIMEOUT"] = options.slowLimit
        let settings = own.merging(settings) { $1 }
        server = try await ServerProcess.start(.init(settings: settings, environment: ["SECRET_DB": secret]))
        canaryFiles = [
            "/etc/passwd", "/etc/shadow", "/etc/hosts", Self.canaryPath, Package.runlet,
            Package.languages + "/bash.toml",
        ]
        tenant = CanaryTenant(client: server.client)
        let languages = try await server.client.get("/languages").json.items
        let isAvailable = Dictionary(grouping: languages) { $0["available"] == true }
            .mapValues { Set($0.compactMap { $0["id"].string }) }
        availableLanguages = isAvailable[true] ?? []
        missingLanguages = isAvailable[false] ?? []
        // Versions are asked for at the start; the first look at the isolation is taken with the first run.
        _ = await tenant.quiet(10)
    }

    func close() async throws {
        try await server.stop()
        try? FileManager.default.removeItem(atPath: Self.canaryPath)
    }
}
