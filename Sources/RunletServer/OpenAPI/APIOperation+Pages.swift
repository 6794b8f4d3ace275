/// The playground's pages and what they load.
extension APIOperation {
    static let page = APIOperation(summary: "A page", isHidden: true)

    static let playgroundSettings = APIOperation(
        summary: "What the playground needs to know of this server", tag: "about",
        answers: [Answer(200, "Memory, output and disk in bytes, timeout in ms", schema("PlaygroundSettings"))])
}
