import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("The languages", .server())
    struct LanguageTests {
        private static let all = [
            "bash", "c", "cpp", "go", "java", "javascript", "lua", "perl", "php", "python", "ruby", "rust", "swift",
        ]

        @Test("all of them are listed with an example, and what is missing says what to install")
        func list() async throws {
            let languages = try await client.get("/languages").json.items
            #expect(languages.compactMap { $0["id"].string } == Self.all)
            for language in languages {
                let id = language["id"].string ?? ""
                #expect(language["example"]["code"].string?.isEmpty == false)
                #expect(language["example"]["output"].string?.isEmpty == false)
                #expect(language["name"].string?.isEmpty == false)
                if language["available"] == true {
                    #expect(language["version"].string?.isEmpty == false, "\(id)")
                } else {
                    #expect(!Package.isComplete, "\(id) is missing")
                    #expect(!language["packages"].items.isEmpty || language["hint"].string != nil, "\(id)")
                    print("not installed: \(id)")
                }
            }
            let available = try await client.get("/languages?available=true").json.items
            #expect(available == languages.filter { $0["available"] == true })
        }

        @Test("its examples do what they say", arguments: all)
        func examples(_ id: String) async throws {
            let languages = try await client.get("/languages").json.items
            let language = try #require(languages.first { $0["id"] == .string(id) })
            guard language["available"] == true else {
                #expect(!Package.isComplete, "\(id) is missing")
                return
            }
            let examples = language["examples"].items
            #expect((3...7).contains(examples.count))
            #expect(examples.contains { $0["interactive"] == true })
            #expect(
                examples.contains {
                    $0["code"] == language["example"]["code"] && $0["output"] == language["example"]["output"]
                })
            for example in examples { try await check(example, of: language) }
        }

        private func check(_ example: JSONValue, of language: JSONValue) async throws {
            let name: Comment = "\(language["id"].string ?? ""): \(example["name"].string ?? "")"
            let isPlot = example["code"].string?.contains("import matplotlib") == true
            if isPlot, try await !hasMatplotlib() {
                #expect(!Package.isComplete, "matplotlib is missing")
                print("not installed: matplotlib")
                return
            }
            let isInteractive = example["interactive"] == true
            var request: JSONValue = [
                "language": language["id"], "code": example["code"],
                "stdin": isInteractive ? example["typed"] : example["stdin"],
            ]
            for field in ["args", "artifacts"] where example[field] != .null {
                request = request.with(field, example[field])
            }
            let answer = try await client.execute(request)
            #expect(answer.status == 200)
            #expect(answer["outcome"] == "completed", "\(name): \(answer.text)")
            #expect(answer["stderr"] == "", name)
            #expect(answer["language"] == language["id"])
            #expect(answer["version"] == language["version"])
            if example["output"] == .null {
                #expect(answer["output"].string?.isEmpty == false, name)
            } else {
                #expect(answer["output"] == example["output"], name)
            }
            guard example["artifacts"] != .null else { return }
            let content = answer["artifacts"][0]["content"].string.flatMap { Data(base64Encoded: $0) } ?? Data()
            let isPicture = content.starts(with: [0x89, 0x50, 0x4E, 0x47]) || content.starts(with: Data("<svg".utf8))
            #expect(isPicture, "\(name): \(answer.text.prefix(1000))")
        }

        private func hasMatplotlib() async throws -> Bool {
            let answer = try await client.execute(["language": "python", "code": "import matplotlib"])
            return answer["outcome"] == "completed"
        }
    }
}
