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
    /// What is known of the processes that work together, this one included.
    let nodes: @Sendable () async -> [NodeReport]
    /// What notes how long the operations of the store and the broker take, by their names.
    var meters: [String: OperationTimes] = [:]
    let limiter: RateLimiter?
    let clients: ClientAddresses
    let answers = AnswerRoom()
    let requests = RequestCounts()

    var bodies: BodyReader { BodyReader(options) }
}
