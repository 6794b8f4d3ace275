import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Runlet

/// `runlet health`: asks a running server how it is.
struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Asks a running server for its health; exits with 1 where it is not UP.",
        discussion: "A worker answers nobody: the coordinators' /nodes tells of it.")

    @OptionGroup var options: ConfigurationOptions

    @Option(name: .long, help: "The server's URL. Default: the configured address.")
    var url: String?

    func run() async throws {
        try await reporting {
            let base: String
            if let url { base = url } else { base = "http://\(try options.load().values.coordinator.address)" }
            var request = HTTPClientRequest(url: "\(base)/health")
            request.headers.add(name: "accept", value: "application/json")
            // That nobody listens is an answer too: at once, not after trying again for ten seconds.
            var configuration = HTTPClient.Configuration()
            configuration.connectionPool.retryConnectionEstablishment = false
            let (status, body) = try await HTTPClient.withHTTPClient(configuration: configuration) { [request] client in
                do {
                    let response = try await client.execute(request, timeout: .seconds(10))
                    return (response.status, try await response.body.collect(upTo: 1 << 20))
                } catch {
                    throw Failure("no answer from \(base): \(error)")
                }
            }
            Output.line(String(buffer: body))
            if status != .ok { throw ExitCode(1) }
        }
    }
}
