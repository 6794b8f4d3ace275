import Foundation
import Glibc
import TestKit

struct RefusedCalls: AttackCase {
    let id = "G27"
    let name = "G27-refused-calls"
    let title = "the kernel refuses, one after the other, each call that a sandbox is made with"

    /// Calls, some with their first argument, and the error.
    private static let faults: [(calls: String, error: Int32)] = [
        // The C library's own threads do without it.
        ("clone3", ENOSYS), ("unshare", EPERM), ("unshare:33554432", ENOSPC),  // CLONE_NEWCGROUP
        ("mount", EPERM), ("mount_setattr", ENOSYS), ("open_tree", EMFILE), ("move_mount", EINVAL), ("fsopen", ENOMEM),
        ("fsconfig", EPERM), ("fsmount", ENOMEM), ("umount2", EBUSY), ("setgroups", EPERM), ("setresgid", EPERM),
        ("setresuid", EAGAIN), ("setsid", EPERM), ("sethostname", EPERM), ("setdomainname", EPERM), ("capset", EPERM),
        ("memfd_create", EMFILE), ("socketpair", EMFILE),
        ("prctl:22,seccomp:1", EINVAL),  // PR_SET_SECCOMP, SECCOMP_SET_MODE_FILTER
        ("prctl:38", EINVAL),  // PR_SET_NO_NEW_PRIVS
        ("prctl:24", EPERM),  // PR_CAPBSET_DROP
        ("prctl:28", EPERM),  // PR_SET_SECUREBITS
        ("prctl:47", EINVAL),  // PR_CAP_AMBIENT
        ("prctl:4", EINVAL),  // PR_SET_DUMPABLE
        ("prctl:1", EINVAL),  // PR_SET_PDEATHSIG
    ]

    func obstacle(on range: AttackRange) -> String? {
        range.availableLanguages.contains("c") || access("/usr/bin/gcc", X_OK) == 0 ? nil : "there is no gcc"
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let fault = try await SystemCallFault()
        // With a call that nobody makes it starts: what is refused below is refused for the call's sake.
        try await OwnServer.with(.after(fault.script(refusing: "prctl:9999", with: EPERM)), &findings) {
            server, findings in
            try await OwnServer.expectWorking(
                server.client, within: .seconds(5 * range.options.slowness), &findings, "with nothing refused")
        }
        for (calls, error) in Self.faults {
            let what = "without \(calls)"
            let said = try await RefusedStart.of(.after(fault.script(refusing: calls, with: error)), &findings, what)
            findings.expect(!said.contains("Fatal error"), "\(what): it crashes: \(said.prefix(200))")
            findings.expect(said.contains("Error: "), "\(what): it says \(said.prefix(200))")
        }
        findings.note = "\(Self.faults.count) calls"
        return findings
    }
}
