public import RunletConfig
public import RunletLanguages
public import RunletSandbox

/// Makes the sandbox that a configuration and its languages ask for.
public enum SandboxSetup {
    /// - Parameter mounts: absolute paths that every run sees read-only, beside those of the configuration and the catalog.
    public static func makeSandbox(
        _ configuration: RunletConfiguration, catalog: LanguageCatalog, mounts: [String] = []
    ) async throws -> Sandbox {
        let mounts = Set(catalog.mounts + configuration.runtime.sandbox.mounts + mounts).sorted()
        return try await Sandbox(
            Sandbox.Configuration(
                mounts: ToolchainFinder().existing(mounts), firstUser: UInt32(clamping: configuration.worker.uidBase)))
    }
}
