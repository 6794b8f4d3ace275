import CSandbox
import CSeccomp
import Glibc

/// Turns ``SeccompPolicy`` into filters for the kernel. Done once per launcher; a run only loads the bytes.
enum SeccompCompiler {
    /// Two filters that both apply: the list of calls, and the refused arguments. The kernel takes the stricter answer.
    /// (libseccomp would let an unconditional rule of a call swallow its conditional ones, so they cannot be one.)
    static func compile() throws(SandboxError) -> [[UInt8]] {
        // The first one reports its counted calls to the init; once the second is loaded none can be added.
        [try compileArguments(), try compileCalls()]
    }

    private static func compileCalls() throws(SandboxError) -> [UInt8] {
        let filter = try Filter(otherwise: cseccomp_act_errno(UInt16(ENOSYS)))
        for name in names(SeccompPolicy.allowed) {
            try filter.add(SCMP_ACT_ALLOW, name)
        }
        for name in names(SeccompPolicy.pretended) {
            try filter.add(cseccomp_act_errno(0), name)
        }
        for name in names(SeccompPolicy.unsuitable) {
            try filter.add(cseccomp_act_errno(UInt16(EINVAL)), name)
        }
        for name in names(SeccompPolicy.forbidden) {
            try filter.add(cseccomp_act_errno(UInt16(EPERM)), name)
        }
        for value in SeccompPolicy.personalities {
            let condition = scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: value, datum_b: 0)
            try filter.add(SCMP_ACT_ALLOW, "personality", [condition])
        }
        return try filter.export()
    }

    private static func compileArguments() throws(SandboxError) -> [UInt8] {
        let filter = try Filter(otherwise: SCMP_ACT_ALLOW)
        for refusal in SeccompPolicy.refusals {
            let conditions = refusal.conditions.map { argument, condition in
                switch condition {
                case .masked(let mask, let value):
                    scmp_arg_cmp(arg: argument, op: SCMP_CMP_MASKED_EQ, datum_a: mask, datum_b: value)
                case .notEqual(let value):
                    scmp_arg_cmp(arg: argument, op: SCMP_CMP_NE, datum_a: value, datum_b: 0)
                case .above(let value):
                    scmp_arg_cmp(arg: argument, op: SCMP_CMP_GT, datum_a: value, datum_b: 0)
                }
            }
            try filter.add(cseccomp_act_errno(UInt16(refusal.error)), refusal.call, conditions)
        }
        for command in SeccompPolicy.countedLocks {
            let condition = scmp_arg_cmp(
                arg: 1, op: SCMP_CMP_MASKED_EQ, datum_a: 0xffff_ffff, datum_b: command)
            try filter.add(SCMP_ACT_NOTIFY, "fcntl", [condition])
        }
        return try filter.export()
    }

    private static func names(_ list: String) -> [String] {
        list.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}

/// A libseccomp context.
private final class Filter {
    private let context: scmp_filter_ctx

    init(otherwise action: UInt32) throws(SandboxError) {
        guard let context = seccomp_init(action) else { throw .system("seccomp_init", errno: ENOMEM) }
        self.context = context
        // Calls of another ABI (32-bit, x32) are calls that do not exist.
        seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, cseccomp_act_errno(UInt16(ENOSYS)))
        // A binary tree instead of a list: the kernel looks at every call of every program.
        seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2)
    }

    deinit {
        seccomp_release(context)
    }

    func add(_ action: UInt32, _ name: String, _ conditions: [scmp_arg_cmp] = []) throws(SandboxError) {
        let number = seccomp_syscall_resolve_name(name)
        // A call that this library or machine does not know cannot be made by that name either.
        guard number != __NR_SCMP_ERROR, number >= 0 else { return }
        let result = seccomp_rule_add_array(context, action, number, UInt32(conditions.count), conditions)
        guard result == 0 else { throw .system("seccomp rule for \(name)", errno: -result) }
    }

    func export() throws(SandboxError) -> [UInt8] {
        let file = try MemoryFile.empty(name: "runlet-seccomp")
        let result = seccomp_export_bpf(context, file.raw)
        guard result == 0 else { throw .system("seccomp_export_bpf", errno: -result) }
        return MemoryFile.read(file.raw, maximum: 1 << 20)
    }
}
