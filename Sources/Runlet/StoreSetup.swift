public import Logging
public import RunletConfig
import RunletPostgres
import RunletSQLite

/// Makes the stores that a configuration names.
public enum StoreSetup {
    /// What ``migrate(_:logger:)`` did.
    public enum Migration: Hashable, Sendable {
        /// The store mends its own schema whenever it is opened.
        case unneeded
        /// How many steps were taken; 0 where the schema was as it should be.
        case steps(Int)
    }

    /// - Throws: an error whose description names the setting, or says `runlet migration`. A server that cannot be
    ///   reached is waited for first.
    static func open(
        _ configuration: RunletConfiguration, _ customization: Customization = Customization(),
        within patience: Duration = ServerWait.patience, logger: Logger
    ) async throws -> Stores {
        if let make = customization.datastore {
            let (store, isShared) = try await make(configuration, logger)
            return Stores(store, isShared: isShared)
        }
        switch configuration.datastore.type {
        case .sqlite:
            return Stores(try SQLiteDatastore(path: configuration.datastore.sqlite.path), isShared: false)
        case .postgres:
            let store = try postgres(configuration, logger)
            do {
                try await reach(store, within: patience, logger)
            } catch {
                await store.shutdown()
                throw error
            }
            return Stores(store, isShared: true) { await store.shutdown() }
        }
    }

    /// Fails where the stores cannot be used.
    ///
    /// - Throws: an error whose description names the setting.
    public static func check(_ configuration: RunletConfiguration, logger: Logger) async throws {
        let stores = try await open(configuration, within: .zero, logger: logger)
        await stores.close()
    }

    /// Brings the store's schema to what this version needs.
    ///
    /// - Throws: an error whose description names the setting. A server that cannot be reached is waited for first.
    public static func migrate(_ configuration: RunletConfiguration, logger: Logger) async throws -> Migration {
        guard configuration.datastore.type == .postgres else { return .unneeded }
        let store = try postgres(configuration, logger)
        do {
            do {
                try await reach(store, within: ServerWait.patience, logger)
            } catch PostgresDatastoreError.oldSchema {
                // That is what this is for.
            }
            let steps = try await store.migrate()
            await store.shutdown()
            return .steps(steps)
        } catch {
            await store.shutdown()
            throw error
        }
    }

    private static func postgres(_ configuration: RunletConfiguration, _ logger: Logger) throws -> PostgresDatastore {
        let settings = configuration.datastore.postgres
        return try PostgresDatastore(dsn: settings.dsn.exposed, connections: settings.connections, logger: logger)
    }

    private static func reach(
        _ store: PostgresDatastore, within patience: Duration, _ logger: Logger
    ) async throws {
        try await ServerWait.connect(
            to: "PostgreSQL", within: patience, logger: logger, isUnreachable: isUnreachable
        ) {
            try await store.checkSchema()
        }
    }

    private static func isUnreachable(_ error: any Error) -> Bool {
        if case .unreachable? = error as? PostgresDatastoreError { true } else { false }
    }
}
