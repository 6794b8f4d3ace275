import FoundationEssentials
import Glibc
import TestKit

/// The programs of PostgreSQL that are there, and the user that they run as: they refuse root.
struct PostgresInstallation: Sendable {
    private static let folder = "/usr/lib/postgresql"
    private static let user = "postgres"
    private static let remedy = "run scripts/setup-debian.sh test"

    private let programs: String
    /// Nil where this process is not root's, and so can run them itself.
    private let owner: (user: uid_t, group: gid_t)?

    init() throws {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder)) ?? []
        let usable = versions.compactMap { Int($0) }.sorted().last {
            access("\(Self.folder)/\($0)/bin/postgres", X_OK) == 0
        }
        guard let version = usable else { throw TestFailure("PostgreSQL is not installed: \(Self.remedy)") }
        programs = "\(Self.folder)/\(version)/bin"
        guard geteuid() == 0 else {
            owner = nil
            return
        }
        guard let entry = getpwnam(Self.user) else {
            throw TestFailure("there is no user \(Self.user) to run PostgreSQL as: \(Self.remedy)")
        }
        owner = (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    func own(_ path: String) -> Bool {
        guard let owner else { return true }
        return chown(path, owner.user, owner.group) == 0
    }

    /// What to start for one of the programs.
    ///
    /// - Parameter endingWithParent: whether it is ended at once when the thread that starts it ends.
    func command(
        _ name: String, _ arguments: [String], endingWithParent: Bool
    ) -> (path: String, arguments: [String]) {
        var options: [String] = []
        if let owner { options += ["--reuid=\(owner.user)", "--regid=\(owner.group)", "--clear-groups"] }
        if endingWithParent { options += ["--pdeathsig", "QUIT"] }
        let program = "\(programs)/\(name)"
        if options.isEmpty { return (program, arguments) }
        return ("/usr/bin/setpriv", options + ["--", program] + arguments)
    }
}
