import Foundation
import TestKit

/// R49: as many runs as there may be, each with all the processes that it may have.
struct AllProcessIDs: AttackCase {
    let id = "R49"
    let name = "R49-all-process-ids"
    let title = "runs that all fork to their limit leave process ids for the rest of the machine"

    private static let program = """
        #include <stdio.h>
        #include <unistd.h>
        #include <errno.h>
        int main(void) {
            int count = 1;
            for (pid_t pid; (pid = fork()) != -1; count++) if (pid == 0) for (;;) pause();
            printf("%d %d\\n", count, errno);
            fflush(stdout);
            sleep(2);
        }
        """

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let most = Host.text("/proc/sys/kernel/pid_max").flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
        let processes = 512
        let runs = range.options.isMachine ? 4 : 16
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "\(runs + 1)"]), onlyBash: false, &findings)
        { server, findings in
            let client = server.client
            let before = Self.tasks
            let peak = Peak(every: .milliseconds(50)) { Self.tasks }
            let (answers, latencies) = try await CanaryTenant(client: client).during {
                await parallel(runs, width: runs) { _ in
                    try? await client.execute([
                        "language": "c", "code": .string(Self.program),
                        "limits": ["timeout": "40s", "memory": "1GiB", "processes": .number(Double(processes))],
                    ])
                }
            }
            let texts = answers.map { $0?["stdout"].string ?? $0?.text ?? "no answer" }
            let highest = await peak.end()
            findings.expect(latencies.wrong.isEmpty, "P-LAT: another tenant got \(latencies.wrong.first ?? "")")
            var held = 0
            for text in texts {
                let words = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
                held += words.first ?? 0
                // EAGAIN is the end for each of them, at its limit.
                let isRight = words.count == 2 && words[1] == 11 && (processes - 16...processes).contains(words[0])
                findings.expect(isRight, "a run printed \(text.prefix(200))")
            }
            findings.expect(highest >= before + held / 2, "the attack was none: \(highest) tasks were there")
            findings.expect(highest < most * 9 / 10, "\(highest) tasks of \(most) were there")
            let slowest = Int(latencies.milliseconds.max() ?? 0)
            findings.note =
                "\(held) processes in \(runs) runs; \(highest) tasks of \(most), hello at most \(slowest) ms"
        }
        return findings
    }

    /// Processes and threads of the machine.
    private static var tasks: Int {
        let words = (Host.text("/proc/loadavg") ?? "").split(separator: " ")
        return words.count > 3 ? words[3].split(separator: "/").last.flatMap { Int($0) } ?? 0 : 0
    }
}
