import CSandbox

/// The steps of setting up a sandbox, as ``SandboxError/layer(_:step:errno:)`` names them.
public enum SandboxStage: UInt32, Hashable, Sendable, CustomStringConvertible {
    case unknown = 0
    case request, template, clone, idMap, release, cgroup, identity, root, scratch, proc, pivot, network, hostname
    case files, rlimits, capabilities, noNewPrivileges, seccomp, fork, stdio, exec, pack

    public var description: String {
        switch self {
        case .unknown: "an unknown step"
        case .request: "reading the request"
        case .template: "building the root file system's template"
        case .clone: "cloning into namespaces"
        case .idMap: "mapping user and group ids"
        case .release: "releasing the init"
        case .cgroup: "joining the cgroup"
        case .identity: "becoming the sandbox user"
        case .root: "copying the root file system's tree"
        case .scratch: "mounting the working file system"
        case .proc: "mounting /proc"
        case .pivot: "changing the root"
        case .network: "raising the loopback interface"
        case .hostname: "setting the host name"
        case .files: "writing the files"
        case .rlimits: "setting resource limits"
        case .capabilities: "dropping capabilities"
        case .noNewPrivileges: "setting no_new_privs"
        case .seccomp: "loading the system call filter"
        case .fork: "starting the program's process"
        case .stdio: "connecting the program's streams"
        case .exec: "executing the program"
        case .pack: "packing the working directory"
        }
    }

    init(_ raw: UInt32) {
        self = SandboxStage(rawValue: raw) ?? .unknown
    }
}
