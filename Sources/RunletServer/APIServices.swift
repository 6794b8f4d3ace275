import RunletCore
import RunletEngine

/// What the controllers share.
struct APIServices: Sendable {
    let options: ServerOptions
    let coordinator: Coordinator
    let broker: any Broker
    let datastore: any Datastore
    let snippets: any SnippetService
    let snippetStore: any SnippetStore
    let health: HealthMonitor
    let answers = AnswerRoom()

    var bodies: BodyReader { BodyReader(options) }
}
