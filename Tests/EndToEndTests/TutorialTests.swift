import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("The tutorial's program")
    struct TutorialTests {
        private static let program = Package.product("tutorial")

        @Test("it serves what the tutorial says", .enabled(if: Package.isComplete || isBuilt))
        func execute() async throws {
            let server = try await ServerProcess.start(.init(program: Self.program, arguments: []))
            do {
                let bash = try await server.client.execute(["language": "bash", "code": "echo hello world"])
                #expect(bash.status == 200)
                #expect(bash.text == #"{"output":"hello world\n"}"#)
                let python = try await server.client.execute(["language": "python", "code": "print('hello world')"])
                #expect(python["output"] == "hello world\n", "\(python.text)")
                let code = "package main\nimport \"fmt\"\nfunc main() { fmt.Println(\"hello world\") }"
                let go = try await server.client.execute(["language": "go", "code": .string(code)])
                #expect(go["output"] == "hello world\n", "\(go.text)")
                let refusals: [(JSONValue, String)] = [
                    (["language": "foo", "code": "x"], "unknown language: foo"), (["code": "x"], "require: language"),
                    (["language": "bash"], "require: code"),
                ]
                for (request, message) in refusals {
                    let answer = try await server.client.execute(request)
                    #expect(answer.status == 400)
                    #expect(answer.text == #"{"message":"\#(message)"}"#)
                }
            } catch {
                _ = try? await server.stop()
                throw error
            }
            #expect(try await server.stop() == .exited(0))
        }

        private static let isBuilt = FileManager.default.fileExists(atPath: program)
    }
}
