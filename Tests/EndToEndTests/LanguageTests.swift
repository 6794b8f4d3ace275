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

        @Test("its example prints what it says", arguments: all)
        func example(_ id: String) async throws {
            let languages = try await client.get("/languages").json.items
            let language = try #require(languages.first { $0["id"] == .string(id) })
            guard language["available"] == true else {
                #expect(!Package.isComplete, "\(id) is missing")
                return
            }
            let example = language["example"]
            let answer = try await client.execute([
                "language": .string(id), "code": example["code"], "stdin": example["stdin"],
            ])
            #expect(answer.status == 200)
            #expect(answer["outcome"] == "completed", "\(answer.text)")
            #expect(answer["output"] == example["output"])
            #expect(answer["stderr"] == "")
            #expect(answer["language"] == .string(id))
            #expect(answer["version"] == language["version"])
        }
    }
}
