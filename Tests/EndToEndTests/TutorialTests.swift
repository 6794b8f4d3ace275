import Foundation
import Testing

extension EndToEndTests {
    @Suite("The tutorial's program")
    struct TutorialTests {
        private static let program = Package.product("tutorial")

        @Test("it serves what the tutorial says", .enabled(if: Package.isComplete || isBuilt))
        func execute() async throws {
            let server = try await ServerProcess.start(.init(program: Self.program, arguments: []))
            do {
                let answer = try await server.client.execute(["language": "bash", "code": "echo hello world"])
                #expect(answer.status == 200)
                #expect(answer.json["output"] == "hello world\n", "\(answer.text)")
                let unknown = try await server.client.execute(["language": "foo", "code": "x"])
                #expect(unknown.status == 400)
                #expect(unknown.message == "unknown language: foo")
            } catch {
                _ = try? await server.stop()
                throw error
            }
            #expect(try await server.stop() == .exited(0))
        }

        private static let isBuilt = FileManager.default.fileExists(atPath: program)
    }
}
