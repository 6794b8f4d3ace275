import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("GET /metrics", .server())
    struct MetricsTests {
        @Test("counts runs by language and outcome, and keeps to Prometheus' format")
        func runs() async throws {
            _ = try await client.bash("echo hello")
            _ = try await client.bash("echo hello")
            _ = try await client.bash("exit 3")
            _ = try await client.get("/jobs/unknown-job")
            let answer = try await client.get("/metrics")
            #expect(answer.status == 200)
            #expect(answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8")
            let samples = try Self.samples(answer.text)
            let run = "runlet_run_duration_seconds_count"
            #expect(samples[#"\#(run){language="bash",outcome="completed"}"#] == 2)
            #expect(samples[#"\#(run){language="bash",outcome="failed"}"#] == 1)
            #expect(samples["runlet_wait_duration_seconds_count"] == 3)
            #expect(samples["runlet_jobs_pending"] == 0)
            #expect(samples["runlet_broker_up"] == 1)
            #expect(samples[#"runlet_queue_tasks{queue="default"}"#] == 0)
            #expect(samples[#"runlet_datastore_duration_seconds_count{operation="create"}"#] == 3)
            #expect(samples[#"runlet_broker_failures_total{operation="publishTask"}"#] == 0)
            let requests = samples.filter { $0.key.hasPrefix("runlet_http_requests_total{") }
            #expect(requests.first { $0.key.contains("/execute") && $0.key.contains("200") }?.value == 3)
            #expect(requests.contains { $0.key.contains("/jobs/") && $0.key.contains("404") })
            #expect(!answer.text.contains("unknown-job"))
            #expect((samples["process_resident_memory_bytes"] ?? 0) > 1_000_000)
            #expect((samples["process_cpu_seconds_total"] ?? 0) > 0)
        }

        /// Every sample; throws where a line is none, or belongs to no metric that was begun.
        private static func samples(_ text: String) throws -> [String: Double] {
            var samples: [String: Double] = [:]
            var names: Set<String> = []
            let sample = /([a-z_]+)(\{(?:[a-z]+="[^"\\]*",?)+\})? (\S+)/
            for line in text.split(separator: "\n") {
                if line.hasPrefix("# TYPE ") { names.insert(String(line.split(separator: " ")[2])) }
                if line.hasPrefix("# ") { continue }
                guard let match = line.wholeMatch(of: sample), let value = Double(match.3) else {
                    throw TestFailure("no sample: \(line)")
                }
                let name = String(match.1)
                guard
                    names.contains(where: {
                        name == $0
                            || ["_bucket", "_sum", "_count"].contains(name.dropFirst($0.count)) && name.hasPrefix($0)
                    })
                else { throw TestFailure("of no metric: \(line)") }
                let key = name + (match.2 ?? "")
                guard samples.updateValue(value, forKey: key) == nil else { throw TestFailure("twice: \(key)") }
            }
            return samples
        }
    }
}
