import Foundation
import TestKit

struct MissingLayers: AttackCase {
    let id = "G29"
    let name = "G29-missing-layers"
    let title = "a start without root, without a right of root's, without groups, with a proc that is partly hidden"
    let everyCommit = true

    /// What, how, and what it must say of it.
    private static let starts: [(what: String, script: String, says: [String])] = [
        ("as nobody", "exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$@\"", ["run as root"]),
        (
            "without CAP_SYS_ADMIN", "exec setpriv --bounding-set -sys_admin --inh-caps -sys_admin \"$@\"",
            ["CAP_SYS_ADMIN"]
        ),
        ("without CAP_SETUID", "exec setpriv --bounding-set -setuid --inh-caps -setuid \"$@\"", ["run as root"]),
        ("without CAP_SETGID", "exec setpriv --bounding-set -setgid --inh-caps -setgid \"$@\"", []),
        ("without any right of root's", "exec setpriv --bounding-set -all --inh-caps -all \"$@\"", ["run as root"]),
        ("without groups", "umount -R -l /sys/fs/cgroup && exec \"$@\"", ["cgroup"]),
        ("with a hidden part of proc", "mount -t tmpfs tmpfs /proc/sys && exec \"$@\"", ["proc", "unmask"]),
        (
            "with a hidden file of proc", "mount --bind /dev/null /proc/version && exec \"$@\"", ["proc", "unmask"]
        ),
        (
            "without the pids controller",
            """
            place=$(awk '$0 ~ / - cgroup / && $NF ~ /(^|,)pids(,|$)/ { print $5 }' /proc/self/mountinfo)
            if [ -n "$place" ]; then umount "$place"; else umount -l /sys/fs/cgroup; fi; exec "$@"
            """, ["cgroup"]
        ),
    ]

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        for start in Self.starts {
            let said = try await RefusedStart.of(
                .after(start.script, ownMounts: true), &findings, start.what)
            for part in start.says { findings.expect(said.contains(part), "\(start.what), it says \(said)") }
            findings.expect(said.contains("Error: "), "\(start.what), it says \(said)")
        }
        findings.note = "\(Self.starts.count) starts refused"
        return findings
    }
}
