import FoundationEssentials
import RunletCore
import Testing

@Suite("A store of snippets", .timeLimit(.minutes(1)))
struct SnippetStoreConformanceTests {
    private static let day: Int64 = 86_400_000_000
    private static let room = 64 << 20

    private static func document(_ text: String) -> Data { Data(text.utf8) }

    @Test("gives back what it was given, also after it is opened anew", arguments: SnippetStoreDriver.allCases)
    func roundTrip(_ driver: SnippetStoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let bytes = Data([0, 0xFF, 0x22, 0x7B])
            let store = try await driver.open(directory)
            let stored = try await store.storeSnippet(
                bytes, ids: ["a"], at: Samples.time(5), keeping: Self.room, sparing: Samples.time(0))
            #expect(stored == StoredSnippet(id: "a", document: bytes, createdAt: Samples.time(5)))
            #expect(try await store.snippet("a", at: Samples.time(6)) == stored)
            #expect(try await store.snippet("A", at: Samples.time(6)) == nil)
            #expect(try await store.snippet("", at: Samples.time(6)) == nil)
            #expect(try await driver.open(directory).snippet("a", at: Samples.time(7)) == stored)
        }
    }

    @Test("keeps the first of the same documents", arguments: SnippetStoreDriver.allCases)
    func same(_ driver: SnippetStoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            let document = Self.document("same")
            let first = try await store.storeSnippet(
                document, ids: ["s", "st"], at: Samples.time(1), keeping: Self.room, sparing: Samples.time(0))
            let second = try await store.storeSnippet(
                document, ids: ["s", "st"], at: Samples.time(2), keeping: Self.room, sparing: Samples.time(0))
            #expect(first == second)
            #expect(second?.createdAt == Samples.time(1))
        }
    }

    @Test("takes the next id where one belongs to another document", arguments: SnippetStoreDriver.allCases)
    func collision(_ driver: SnippetStoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            func add(_ text: String, _ ids: [String], at time: Int64 = 1) async throws -> String? {
                try await store.storeSnippet(
                    Self.document(text), ids: ids, at: Samples.time(time), keeping: Self.room, sparing: Samples.time(0))?
                    .id
            }
            #expect(try await add("one", ["x", "x1"]) == "x")
            #expect(try await add("two", ["x", "x2"]) == "x2")
            #expect(try await add("two", ["x", "x2"]) == "x2")
            #expect(try await add("one", ["x", "x1"]) == "x")
            #expect(try await add("three", ["x", "x2"]) == nil)
            // A document keeps its longer id when the shorter one becomes free.
            #expect(try await add("four", ["free", "x2", "x4"]) == "free")
            #expect(try await add("two", ["unused", "x2"]) == "x2")
            #expect(try await store.snippet("unused", at: Samples.time(2)) == nil)
        }
    }

    @Test("removes those read longest ago where the room is needed", arguments: SnippetStoreDriver.allCases)
    func room(_ driver: SnippetStoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            let text = String(repeating: "x", count: 10_000)
            func add(_ name: String, at time: Int64, keeping bytes: Int = 60_000, sparing: Int64? = nil) async throws {
                _ = try await store.storeSnippet(
                    Self.document(name + text), ids: [name], at: Samples.time(time), keeping: bytes,
                    sparing: Samples.time(sparing ?? time))
            }
            func isThere(_ name: String, at time: Int64) async throws -> Bool {
                try await store.snippet(name, at: Samples.time(time)) != nil
            }
            for index in 0..<5 { try await add("\(index)", at: Int64(index)) }
            // Read a day later, and so the last to go; a moment later counts for nothing.
            #expect(try await isThere("0", at: Self.day + 10))
            #expect(try await isThere("1", at: 100))
            try await add("5", at: Self.day + 20)
            #expect(try await isThere("1", at: Self.day + 30) == false)
            #expect(try await isThere("0", at: Self.day + 30))
            try await add("6", at: Self.day + 40)
            #expect(try await isThere("2", at: Self.day + 50) == false)
            // Where only recent ones could make room, nothing changes.
            await #expect(throws: SnippetStoreFull.self) { try await add("7", at: Self.day + 60, sparing: 1) }
            #expect(try await isThere("7", at: Self.day + 60) == false)
            for name in ["0", "3", "4", "5", "6"] { #expect(try await isThere(name, at: Self.day + 60), "\(name)") }
            // What is stored now is not removed for itself.
            try await add("8", at: Self.day + 70, keeping: 12_000, sparing: 3 * Self.day)
            #expect(try await isThere("8", at: Self.day + 80))
            for name in ["0", "3", "4", "5", "6"] { #expect(try await isThere(name, at: Self.day + 80) == false) }
        }
    }

    @Test("has one secret, whoever comes first and however many", arguments: SnippetStoreDriver.allCases)
    func secret(_ driver: SnippetStoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            // Two processes at the start, as the store sees them.
            let stores = [try await driver.open(directory), try await driver.open(directory)]
            let secrets = try await withThrowingTaskGroup(of: Data.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        try await stores[index % 2].snippetSecret(orElse: Data([UInt8(index), 1, 2, 3]))
                    }
                }
                return try await group.reduce(into: Set<Data>()) { $0.insert($1) }
            }
            #expect(secrets.count == 1)
            let later = try await driver.open(directory).snippetSecret(orElse: Data([99]))
            #expect(secrets == [later])
        }
    }

    @Test("stores the same document once, also where many do so together", arguments: SnippetStoreDriver.allCases)
    func together(_ driver: SnippetStoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            let times = try await withThrowingTaskGroup(of: Timestamp?.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        try await store.storeSnippet(
                            Self.document("same"), ids: ["s"], at: Samples.time(Int64(index)), keeping: Self.room,
                            sparing: Samples.time(0))?
                            .createdAt
                    }
                }
                return try await group.reduce(into: Set<Timestamp?>()) { $0.insert($1) }
            }
            #expect(times.count == 1)
        }
    }
}
