/// Tells from outside whether an attack did harm.
enum Oracle: String, CaseIterable, Sendable {
    /// Exactly one result, of the closed set, in time.
    case answer = "P-API"
    case processes = "P-PROC"
    case cgroups = "P-CG"
    case mounts = "P-MNT"
    case namespaces = "P-NS"
    case ipc = "P-IPC"
    case keys = "P-KEY"
    case files = "P-FS"
    /// Shared read-only files, through the page cache and from the disk.
    case lowerFiles = "P-LOWER"
    case descriptors = "P-FD"
    case memory = "P-MEM"
    /// Another tenant's hello world.
    case latency = "P-LAT"
    case network = "P-NET"
    case kernelLog = "P-LOG"
    /// The clock, the kernel's settings, modules, priorities.
    case clock = "P-CLK"
}
