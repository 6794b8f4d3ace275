import HTTPTypes
import Hummingbird
import RunletCore
import RunletEngine

/// `GET /metrics`: everything that Prometheus can ask of this process.
struct MetricsController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/metrics", .metrics, access: .operators) { _, _ in try await answer() }]
    }

    private func answer() async throws -> Response {
        var text = PrometheusText()
        text.begin("runlet_info", .gauge, "What runs here.")
        text.sample("runlet_info", 1, ["version": services.options.version, "node": services.options.nodeName])
        addRuns(to: &text)
        addNodes(await services.nodes(), to: &text)
        // Where the broker cannot be reached, the other numbers are what an operator needs most.
        addQueues(try? await services.broker.queues(), to: &text)
        for (name, meter) in services.meters.sorted(by: { $0.key < $1.key }) { add(name, meter.records, to: &text) }
        addRequests(to: &text)
        Self.addProcess(to: &text)
        var response = Response.text(text.text.utf8)
        response.headers[.contentType] = PrometheusText.contentType
        return response
    }

    private func addRuns(to text: inout PrometheusText) {
        text.begin("runlet_jobs_pending", .gauge, "Jobs accepted here that have not ended.")
        text.sample("runlet_jobs_pending", services.coordinator.pendingCount)
        let times = services.coordinator.runTimes
        text.begin(
            "runlet_run_duration_seconds", .histogram, "From the start of a task to its end, of jobs accepted here.")
        let kinds = times.runs.sorted {
            ($0.key.language, $0.key.outcome.rawValue) < ($1.key.language, $1.key.outcome.rawValue)
        }
        for (kind, histogram) in kinds {
            text.samples(
                "runlet_run_duration_seconds", histogram, ["language": kind.language, "outcome": kind.outcome.rawValue])
        }
        text.begin("runlet_wait_duration_seconds", .histogram, "From a task's scheduling to its start.")
        text.samples("runlet_wait_duration_seconds", times.waits)
    }

    private func addNodes(_ nodes: [NodeReport], to text: inout PrometheusText) {
        text.begin("runlet_slots", .gauge, "Tasks that may run at the same time, on all workers together.")
        text.sample("runlet_slots", nodes.reduce(0) { $0 + $1.slots })
        text.begin("runlet_running", .gauge, "Tasks that run, on all workers together.")
        text.sample("runlet_running", nodes.reduce(0) { $0 + $1.running })
        text.begin("runlet_nodes", .gauge, "Processes that were heard of a moment ago, by role.")
        for role in [NodeReport.Role.standalone, .coordinator, .worker] {
            text.sample("runlet_nodes", nodes.count { $0.role == role }, ["role": role.rawValue])
        }
    }

    private func addQueues(_ queues: [QueueInfo]?, to text: inout PrometheusText) {
        text.begin("runlet_broker_up", .gauge, "Whether the broker could be asked.")
        text.sample("runlet_broker_up", queues == nil ? 0 : 1)
        guard let queues else { return }
        text.begin("runlet_queue_tasks", .gauge, "Tasks that wait in a queue.")
        for queue in queues { text.sample("runlet_queue_tasks", queue.size, ["queue": queue.name]) }
        text.begin("runlet_queue_running", .gauge, "Tasks of a queue that workers have.")
        for queue in queues { text.sample("runlet_queue_running", queue.unacknowledged, ["queue": queue.name]) }
        text.begin("runlet_queue_receivers", .gauge, "Free slots that wait for a queue's tasks.")
        for queue in queues { text.sample("runlet_queue_receivers", queue.subscribers, ["queue": queue.name]) }
    }

    private func add(_ name: String, _ records: [String: OperationTimes.Record], to text: inout PrometheusText) {
        let records = records.sorted { $0.key < $1.key }
        text.begin("runlet_\(name)_duration_seconds", .histogram, "How long operations of the \(name) took.")
        for (operation, record) in records {
            text.samples("runlet_\(name)_duration_seconds", record.durations, ["operation": operation])
        }
        text.begin("runlet_\(name)_failures_total", .counter, "Operations of the \(name) that failed.")
        for (operation, record) in records {
            text.sample("runlet_\(name)_failures_total", record.failures, ["operation": operation])
        }
    }

    private func addRequests(to text: inout PrometheusText) {
        text.begin("runlet_http_requests_total", .counter, "Requests answered, by route and status.")
        let counts = services.requests.counts.sorted {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }
        for (kind, count) in counts {
            text.sample(
                "runlet_http_requests_total", count,
                ["method": kind.method, "route": kind.route, "status": "\(kind.status)"])
        }
    }

    private static func addProcess(to text: inout PrometheusText) {
        let numbers = ProcessNumbers.now
        text.begin("process_resident_memory_bytes", .gauge, "Memory of this process, without the programs'.")
        text.sample("process_resident_memory_bytes", numbers.residentBytes)
        text.begin("process_cpu_seconds_total", .counter, "Processor time of this process.")
        text.sample("process_cpu_seconds_total", numbers.processorSeconds)
        text.begin("process_open_fds", .gauge, "Open file descriptors of this process.")
        text.sample("process_open_fds", numbers.openDescriptors)
    }
}
