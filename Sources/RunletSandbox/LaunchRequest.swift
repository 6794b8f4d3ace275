import CSandbox
import Glibc

/// Writes a request in the launcher's format.
enum LaunchRequest {
    static func encode(_ program: SandboxProgram, id: UInt64, hostUser: UInt32, group: any Cgroup, bornInside: Bool)
        throws(SandboxError) -> [UInt8]
    {
        var request = sbx_request()
        request.id = id
        request.flags =
            (program.packs ? SBX_PACK.rawValue : 0) | (bornInside ? SBX_CGROUP_V2.rawValue : 0)
            | (program.hasTerminal ? SBX_TERMINAL.rawValue : 0)
        request.host_uid = hostUser
        request.inner_uid = SandboxTemplate.user
        request.cgroup_count = UInt32(group.joinDescriptors.count)
        request.disk = UInt64(program.limits.disk)
        request.inodes = UInt64(program.limits.inodes)
        request.pack_limit = packLimit(program.limits)
        request.argc = UInt32(program.command.count)
        request.envc = UInt32(program.environment.count)
        let limits = rlimits(program.limits)
        request.rlimit_count = UInt32(limits.count)
        withUnsafeMutableBytes(of: &request.rlimits) { buffer in
            let slots = buffer.bindMemory(to: sbx_rlimit.self)
            for (index, limit) in limits.enumerated() { slots[index] = limit }
        }
        var bytes = withUnsafeBytes(of: request) { Array($0) }
        for argument in program.command { append(argument, to: &bytes) }
        for (name, value) in program.environment { append("\(name)=\(value)", to: &bytes) }
        guard bytes.count <= Int(SBX_REQUEST_MAX), program.command.count + program.environment.count < 4000 else {
            throw .requestTooLarge
        }
        return bytes
    }

    /// Contents, and names of as many files as there can be, and then some.
    private static func packLimit(_ limits: SandboxLimits) -> UInt64 {
        UInt64(limits.disk) + 8 << 20
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        // A NUL would end the argument for the kernel anyway; here it would shift all that follow.
        bytes.append(contentsOf: text.utf8.prefix { $0 != 0 })
        bytes.append(0)
    }

    private static func rlimits(_ limits: SandboxLimits) -> [sbx_rlimit] {
        func both(_ resource: __rlimit_resource, _ value: UInt64) -> sbx_rlimit {
            sbx_rlimit(resource: resource.rawValue, reserved: 0, soft: value, hard: value)
        }
        return [
            // The one value with which the kernel dumps no core at all, not even into a pipe (core(5) does not say so;
            // fs/coredump.c does).
            both(RLIMIT_CORE, 1),
            both(RLIMIT_NOFILE, UInt64(limits.openFiles)),
            both(RLIMIT_FSIZE, UInt64(limits.disk)),
            // The cgroup bounds the sum; this bounds what one user may have should the cgroup be wrong.
            both(__RLIMIT_NPROC, UInt64(limits.processes + 8)),
            both(__RLIMIT_MEMLOCK, 64 << 10),
            both(__RLIMIT_MSGQUEUE, 64 << 10),
            both(__RLIMIT_NICE, 0),
            both(__RLIMIT_RTPRIO, 0),
            both(__RLIMIT_SIGPENDING, 256),
            sbx_rlimit(
                resource: RLIMIT_STACK.rawValue, reserved: 0, soft: UInt64(min(8 << 20, limits.memory)),
                hard: UInt64(limits.memory)),
        ]
    }
}
