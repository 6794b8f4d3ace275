import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Runlet

/// `runlet health`: asks a running server how it is.
struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Asks a running server for its health; exits with 1 where it is not UP.")

    @OptionGroup var options: ConfigurationOptions

    @Option(name: .long, help: "The server's URL. Default: the configured address.")
    var url: String?

    func run() async throws {
        try await reporting {
            let base: String
            if let url { base = url } else { base = "http://\(try options.load().values.coordinator.address)" }
            var request = HTTPClientRequest(url: "\(base)/health")
            request.headers.add(name: "accept", value: "application/json")
            let response: HTTPClientResponse
            do {
                response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            } catch {
                throw Failure("no answer from \(base): \(error)")
            }
            let body = try await response.body.collect(upTo: 1 << 20)
            Output.line(String(buffer: body))
            if response.status != .ok { throw ExitCode(1) }
        }
    }
}
