import Foundation
import TestKit
import Testing

/// Gives the tests of a suite one server, and looks afterwards whether it is as it was before them.
struct SharedServer: SuiteTrait, TestScoping {
    @TaskLocal static var running: ServerProcess?

    var settings: [String: String]

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withServer(settings) { server in
            let before = try await Self.settledDescriptors(of: server)
            let idle = Host.residentMemory(of: server.pid)
            try await Self.$running.withValue(server) { try await function() }
            // Kept connections are not the server's to close.
            await server.client.close()
            try await Self.expectNothingLeft(of: server)
            var after = 0
            let isBack = try await eventually {
                after = Host.descriptors(of: server.pid)
                return after <= before + 5
            }
            #expect(isBack, "\(after) open descriptors, \(before) before")
            print(
                "\(test.displayName ?? test.name): \(idle >> 20) MiB at the start,",
                "\(Host.residentMemory(of: server.pid) >> 20) MiB at the end, descriptors \(before) and \(after)")
        }
    }

    /// The descriptors once everything of the start is over: versions are asked for then.
    private static func settledDescriptors(of server: ServerProcess) async throws -> Int {
        let answer = try await server.client.get("/languages")
        guard answer.status == 200 else { throw TestFailure("no languages: \(answer.text)") }
        var last = -1
        _ = try await eventually {
            try await Task.sleep(for: .milliseconds(50))
            let count = Host.descriptors(of: server.pid)
            defer { last = count }
            return count == last && server.programs.isEmpty
        }
        return last
    }

    static func expectNothingLeft(of server: ServerProcess) async throws {
        var left: [pid_t] = []
        let isEmpty = try await eventually {
            left = server.programs
            return left.isEmpty
        }
        #expect(isEmpty, "processes of sandboxes that are over: \(left)")
    }
}

extension Trait where Self == SharedServer {
    /// One server for the whole suite, with settings over the usual ones, without the prefix `RUNLET_`.
    static func server(_ settings: [String: String] = [:]) -> Self { SharedServer(settings: settings) }
}

/// The server of the suite.
var server: ServerProcess {
    get throws {
        guard let running = SharedServer.running else { throw TestFailure("the suite has no server") }
        return running
    }
}

var client: ServerClient {
    get throws { try server.client }
}
