/// The built-in endpoints.
extension APIOperation {
    static let root = APIOperation(
        summary: "Name, version and links", tag: "about",
        answers: [Answer(200, "Where to go from here", .fields(["type": .string("object")]))])

    static let openapi = APIOperation(
        summary: "This document", tag: "about",
        answers: [Answer(200, "OpenAPI 3.1", .fields(["type": .string("object")]))])

    static let execute = APIOperation(
        summary:
            "Run a snippet and answer its output; a GET that asks for a WebSocket talks to programs while they run",
        tag: "execute",
        parameters: [
            Parameter(
                name: "wait", meaning: "false: answer 202 at once; the result is then under /jobs/{id}",
                schema: #"{"type":"boolean","default":true}"#),
            Parameter(
                name: "Accept", place: "header",
                meaning: "text/event-stream streams the events queued, started, stdout, stderr, phase and result",
                schema: #"{"type":"string"}"#),
        ],
        body: schema("Snippet"),
        answers: [
            Answer(200, "The program ran, also where it failed", schema("Execution")),
            Answer(202, "Accepted (wait=false)", schema("Accepted")),
            error(400, "The request is wrong; the message names the field"),
            error(413, "The body is too large"),
            error(429, "Too many jobs are waiting; see Retry-After"),
            Answer(500, "The engine failed, not the program", schema("Failure")),
            error(503, "The server is stopping, a layer of the sandbox is missing, or there is no worker"),
        ])

    static let languages = APIOperation(
        summary: "The languages and whether they are available", tag: "languages",
        parameters: [
            Parameter(
                name: "available", meaning: "Only those that are, or are not, available",
                schema: #"{"type":"boolean"}"#)
        ],
        answers: [Answer(200, "The languages", list(of: "Language"))])

    static let health = APIOperation(
        summary: "Whether programs can run here", tag: "operations",
        answers: [
            Answer(200, "Up", schema("Health")), Answer(503, "Down, and why", schema("Health")),
        ])

    static let queues = APIOperation(
        summary: "The queues", tag: "operations", answers: [Answer(200, "The queues", list(of: "Queue"))])

    static let nodes = APIOperation(
        summary: "The nodes", tag: "operations", answers: [Answer(200, "The nodes", list(of: "Node"))])

    static let stats = APIOperation(
        summary: "A few numbers", tag: "operations", answers: [Answer(200, "The numbers", schema("Stats"))])

    static let metrics = APIOperation(
        summary: "The same and more for Prometheus, in its text format", tag: "operations",
        answers: [Answer(200, "The metrics", .fields(["type": .string("string")]), contentType: "text/plain")])

    static let listJobs = APIOperation(
        summary: "Jobs, newest first", tag: "jobs",
        parameters: [
            Parameter(name: "page", meaning: "From 1", schema: #"{"type":"integer","minimum":1,"default":1}"#),
            Parameter(
                name: "size", meaning: "Jobs per page",
                schema: #"{"type":"integer","minimum":1,"maximum":100,"default":20}"#),
            Parameter(
                name: "q", meaning: "Only jobs whose name, id or state contains this",
                schema: #"{"type":"string","maxLength":200}"#),
        ],
        answers: [Answer(200, "A page of jobs", schema("JobPage")), error(400, "A parameter is wrong")])

    static let submitJob = APIOperation(
        summary: "Submit a job of one or more tasks, run in order", tag: "jobs", body: schema("JobDocument"),
        bodyTypes: ["application/json", "application/yaml"],
        answers: [
            Answer(202, "Accepted and stored", schema("Job")),
            error(400, "The document is wrong; the message names the field"),
            error(413, "The body is too large"), error(429, "Too many jobs are waiting; see Retry-After"),
            error(503, "The server is stopping, a layer of the sandbox is missing, or there is no worker"),
        ])

    static let job = APIOperation(
        summary: "A job, with its result once it has ended", tag: "jobs",
        answers: [Answer(200, "The job", schema("Job")), error(404, "There is no such job")])

    static let jobEvents = APIOperation(
        summary: "A job's events, from the beginning or after the last one seen", tag: "jobs",
        parameters: [
            Parameter(
                name: "Last-Event-ID", place: "header", meaning: "The last event that was seen",
                schema: #"{"type":"integer"}"#),
            Parameter(name: "lastEventId", meaning: "The same, for browsers", schema: #"{"type":"integer"}"#),
        ],
        answers: [
            Answer(
                200, "Server-sent events", .fields(["type": .string("string")]), contentType: "text/event-stream"),
            error(404, "There is no such job"),
        ])

    static let jobLog = APIOperation(
        summary: "What a job's tasks have written so far", tag: "jobs",
        answers: [
            Answer(200, "The output", .fields(["type": .string("string")]), contentType: "text/plain"),
            error(404, "There is no such job"),
        ])

    static let cancelJob = APIOperation(
        summary: "Cancel a job; one that has ended stays as it is", tag: "jobs",
        answers: [Answer(200, "The job", schema("Job")), error(404, "There is no such job")])

    static let restartJob = APIOperation(
        summary: "Run an ended job again", tag: "jobs",
        answers: [
            Answer(200, "The job", schema("Job")), error(404, "There is no such job"),
            error(409, "The job has not ended"), error(429, "Too many jobs are waiting; see Retry-After"),
        ])

    static let task = APIOperation(
        summary: "A task", tag: "tasks",
        answers: [Answer(200, "The task", schema("Task")), error(404, "There is no such task")])

    static let taskLog = APIOperation(
        summary: "What a task has written so far", tag: "tasks",
        answers: [
            Answer(200, "The output", .fields(["type": .string("string")]), contentType: "text/plain"),
            error(404, "There is no such task"),
        ])
}
