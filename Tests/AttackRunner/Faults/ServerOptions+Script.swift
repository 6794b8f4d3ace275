import TestKit

extension ServerProcess.Options {
    /// A server that a script of Bash becomes with `exec "$@"`, so that it has this process's id and what the script
    /// arranged: limits, mounts, a group. `$DIR` is the working directory.
    static func after(_ script: String, settings: [String: String] = [:], ownMounts: Bool = false) -> Self {
        let program = ["/bin/bash", "-c", "DIR=$PWD; \(script)", "script", Package.runlet, "run", "standalone"]
        let own = ["/usr/bin/unshare", "--mount", "--propagation", "private"]
        let all = (ownMounts ? own : []) + program
        return Self(program: all[0], arguments: Array(all.dropFirst()), settings: settings)
    }
}
