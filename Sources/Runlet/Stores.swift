import RunletCore
import RunletEngine

/// Where jobs and shared snippets are kept.
struct Stores: Sendable {
    let jobs: MeteredDatastore
    let snippets: any SnippetStore
    /// Whether other processes may keep their jobs there too.
    let isShared: Bool
    private let shutdown: @Sendable () async -> Void

    init(
        _ store: some Datastore & SnippetStore, isShared: Bool, shutdown: @escaping @Sendable () async -> Void = {}
    ) {
        jobs = MeteredDatastore(store)
        snippets = store
        self.isShared = isShared
        self.shutdown = shutdown
    }

    func close() async {
        await shutdown()
    }
}
