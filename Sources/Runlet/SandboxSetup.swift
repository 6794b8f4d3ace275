public import RunletConfig
public import RunletLanguages
public import RunletSandbox

/// Makes the sandbox that a configuration and its languages ask for.
public enum SandboxSetup {
    public static func makeSandbox(_ configuration: RunletConfiguration, catalog: LanguageCatalog) async throws
        -> Sandbox
    {
        let mounts = Set(catalog.mounts + configuration.runtime.sandbox.mounts).sorted()
        return try await Sandbox(
            Sandbox.Configuration(
                mounts: ToolchainFinder().existing(mounts), firstUser: UInt32(clamping: configuration.worker.uidBase)))
    }
}
