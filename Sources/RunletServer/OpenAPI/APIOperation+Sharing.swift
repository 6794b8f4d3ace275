/// Sharing and laying out programs, and the numbers for operators.
extension APIOperation {
    static let shareSnippet = APIOperation(
        summary: "Keep a snippet under a link; the same content has the same id", tag: "snippets",
        body: schema("ShareDocument"),
        answers: [
            Answer(201, "Kept", schema("Shared")),
            error(400, "The snippet could not be run here; the message names the field"),
            error(413, "It is larger than 64 KiB"),
        ])

    static let sharedSnippet = APIOperation(
        summary: "A snippet that was shared", tag: "snippets",
        answers: [Answer(200, "The snippet", schema("SharedSnippet")), error(404, "There is no such snippet")])

    static let format = APIOperation(
        summary: "Lay out a program with its language's formatter", tag: "execute", body: schema("FormatDocument"),
        answers: [
            Answer(200, "The program", schema("Formatted")),
            error(400, "The request is wrong, or nothing here formats the language"),
            error(413, "The body is too large"),
            error(422, "The formatter failed on the code; the message is what it said"),
            error(429, "Too many jobs are waiting; see Retry-After"),
            error(503, "The server is stopping, a layer of the sandbox is missing, or there is no worker"),
        ])

    static let statsHistory = APIOperation(
        summary: "What ended within the last hour, in points of ten seconds", tag: "operations",
        answers: [Answer(200, "The points", schema("StatsHistory"))])
}
