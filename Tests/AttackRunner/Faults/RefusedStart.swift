import Foundation
import Glibc
import TestKit

/// A start that must come to nothing, and say why.
enum RefusedStart {
    /// What the server said, or a problem where it serves.
    static func of(_ options: ServerProcess.Options, _ findings: inout CaseFindings, _ what: String) async throws
        -> String
    {
        let directory = try TemporaryDirectory()
        guard chmod(directory.path, 0o777) == 0 else { throw TestFailure("chmod: errno \(errno)") }
        do {
            let server = try await OwnServer.start(options, in: directory)
            findings.problems.append("\(what): the server serves all the same")
            try await server.stop()
            return ""
        } catch let failure as TestFailure {
            let said = directory.read("stderr") + directory.read("stdout")
            findings.expect(!directory.read("stdout").contains("listening"), "\(what): it listened")
            findings.expect(!said.isEmpty, "\(what): it says nothing: \(failure)")
            return said
        }
    }
}
