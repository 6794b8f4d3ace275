import FoundationEssentials
import NIOCore
import RunletCore

/// The body of `POST /jobs`: `{name, tasks: [{name, retry: {limit}, priority, queue, ...a snippet's fields...}]}`.
struct JobDocument: Decodable {
    /// The most tasks of a job.
    static let mostTasks = 100
    /// The longest name in bytes.
    static let longestName = 200

    private enum Key: String, CodingKey, CaseIterable {
        case name, tasks
    }

    let name: String
    private let tasks: [JSON]

    init(json body: ByteBuffer) throws {
        self = try JSONBody.decode(JobDocument.self, from: body)
    }

    init(yaml body: ByteBuffer) throws {
        // From here on there is one format, and one set of messages.
        let bytes = try YAMLDocument.json(from: body).encoded()
        self = try JSONBody.decode(JobDocument.self, from: Data(bytes))
    }

    init(from decoder: any Decoder) throws {
        let known = Key.allCases.map(\.rawValue)
        if case .object(let object) = try JSON(from: decoder),
            let unknown = object.members.first(where: { !known.contains($0.name) })
        {
            throw APIError.badRequest("\(unknown.name.prefix(100)): is not a known field")
        }
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
        tasks = try container.decode([JSON].self, forKey: .tasks)
    }

    /// The job, with each task's snippet turned into a plan.
    ///
    /// - Parameter queues: the queues that somebody serves.
    /// - Throws: ``APIError`` of status 400 naming the field, as in `tasks[1].limits.memory: must be at most 2GiB`.
    func job(queues: Set<String>, plan: (Snippet) async throws -> ExecutionPlan) async throws -> Job {
        guard name.utf8.count <= Self.longestName else {
            throw APIError.badRequest("name: must be at most \(Self.longestName) bytes long")
        }
        guard !tasks.isEmpty, tasks.count <= Self.mostTasks else {
            throw APIError.badRequest("tasks: must have 1 to \(Self.mostTasks) entries")
        }
        let now = Timestamp.now()
        var job = Job(name: name, createdAt: now)
        for (position, value) in tasks.enumerated() {
            let path = "tasks[\(position)]"
            guard case .object(var fields) = value else { throw APIError.badRequest("\(path): must be an object") }
            let name = try Self.name(fields.remove("name"), path)
            let priority = try Self.number(fields.remove("priority"), "\(path).priority", 0, upTo: 9)
            let queue = try Self.queue(fields.remove("queue"), among: queues, path)
            let retries = try Self.retryLimit(fields.remove("retry"), path)
            let snippet = try JSONBody.decode(Snippet.self, from: Data(JSON.object(fields).encoded()), path: path)
            job.tasks.append(
                JobTask(
                    jobID: job.id, name: name, position: position, queue: queue, priority: priority,
                    plan: try await Self.plan(snippet, path, plan), acceptsFailure: false, retryLimit: retries,
                    createdAt: now))
        }
        if job.name.isEmpty { job.name = job.tasks.first?.plan.language ?? "" }
        return job
    }

    private static func plan(
        _ snippet: Snippet, _ path: String, _ plan: (Snippet) async throws -> ExecutionPlan
    ) async throws -> ExecutionPlan {
        do {
            try snippet.validate()
            return try await plan(snippet)
        } catch let error as SnippetError {
            throw APIError.badRequest(path + (error.field.map { ".\($0)" } ?? "") + ": \(error.reason)")
        }
    }

    private static func name(_ value: JSON?, _ path: String) throws -> String {
        switch value {
        case nil: return ""
        case .string(let name)? where name.utf8.count <= longestName: return name
        default: throw APIError.badRequest("\(path).name: must be a string of at most \(longestName) bytes")
        }
    }

    /// Only one that is served: a task for another would wait for ever, and its name stay with the broker.
    private static func queue(_ value: JSON?, among queues: Set<String>, _ path: String) throws -> String {
        switch value {
        case nil: return "default"
        case .string(let name)? where queues.contains(name): return name
        case .string(let name)?:
            throw APIError.badRequest("\(path).queue: no worker serves a queue \"\(name.prefix(100))\"")
        default: throw APIError.badRequest("\(path).queue: must be a string")
        }
    }

    private static func retryLimit(_ value: JSON?, _ path: String) throws -> Int {
        guard let value else { return 0 }
        guard case .object(var fields) = value else { throw APIError.badRequest("\(path).retry: must be an object") }
        let limit = try number(fields.remove("limit"), "\(path).retry.limit", 0, upTo: 10)
        if let unknown = fields.members.first {
            throw APIError.badRequest("\(path).retry.\(unknown.name.prefix(100)): is not a known field")
        }
        return limit
    }

    private static func number(_ value: JSON?, _ path: String, _ fallback: Int, upTo most: Int) throws -> Int {
        guard let value else { return fallback }
        guard case .int(let number) = value, (0...most).contains(number) else {
            throw APIError.badRequest("\(path): must be a whole number from 0 to \(most)")
        }
        return number
    }
}
