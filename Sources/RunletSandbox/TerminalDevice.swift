import CSandbox

/// The terminals of all runs. They are in a file system of their own that is made when the first is asked for.
struct TerminalDevice {
    /// The most terminals at one time.
    let most: UInt32
    private var fileSystem: Descriptor?

    init(most: UInt32) {
        self.most = most
    }

    /// A new terminal: our end, and the program's.
    mutating func open(
        owner: UInt32, size: SandboxTerminalSize
    ) throws(SandboxError) -> (ours: Descriptor, theirs: Descriptor) {
        if fileSystem == nil {
            let mount = sbx_terminals(most)
            guard mount >= 0 else { throw .terminalUnavailable(errno: -mount) }
            fileSystem = Descriptor(mount)
        }
        guard let fileSystem else { throw .terminalUnavailable(errno: 0) }
        var end: Int32 = -1
        let terminal = sbx_open_terminal(fileSystem.raw, owner, size.columns, size.rows, &end)
        guard terminal >= 0 else { throw .terminalUnavailable(errno: -terminal) }
        return (Descriptor(terminal), Descriptor(end))
    }
}
