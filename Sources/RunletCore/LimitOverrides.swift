/// The limits that a request or a language file asks for; what is nil keeps its default.
public struct LimitOverrides: Hashable, Sendable {
    public var cpus: Double?
    public var memory: Int?
    public var timeout: Int?
    public var cpuTime: Int?
    public var processes: Int?
    public var output: Int?
    public var disk: Int?

    public init(
        cpus: Double? = nil, memory: Int? = nil, timeout: Int? = nil, cpuTime: Int? = nil, processes: Int? = nil,
        output: Int? = nil, disk: Int? = nil
    ) {
        self.cpus = cpus
        self.memory = memory
        self.timeout = timeout
        self.cpuTime = cpuTime
        self.processes = processes
        self.output = output
        self.disk = disk
    }

    /// These overrides, and `fallback`'s where these say nothing.
    public func over(_ fallback: LimitOverrides) -> LimitOverrides {
        LimitOverrides(
            cpus: cpus ?? fallback.cpus, memory: memory ?? fallback.memory, timeout: timeout ?? fallback.timeout,
            cpuTime: cpuTime ?? fallback.cpuTime, processes: processes ?? fallback.processes,
            output: output ?? fallback.output, disk: disk ?? fallback.disk)
    }

    /// The limits that hold: the default where nothing is asked for, and never above the administrator's cap.
    ///
    /// - Parameter field: the path of these limits in the request, for the message.
    /// - Throws: ``SnippetError`` naming the field and its bound.
    public func applied(to defaults: Limits, caps: Limits, field: String) throws(SnippetError) -> Limits {
        func bounded<Value: Comparable>(
            _ value: Value?, _ name: String, _ fallback: Value, _ least: Value, _ cap: Value,
            _ describe: (Value) -> String
        ) throws(SnippetError) -> Value {
            guard let value else { return fallback }
            let path = "\(field).\(name)"
            guard value >= least else { throw SnippetError(field: path, "must be at least \(describe(least))") }
            guard value <= cap else { throw SnippetError(field: path, "must be at most \(describe(cap))") }
            return value
        }
        return Limits(
            cpus: try bounded(cpus, "cpus", defaults.cpus, 0.01, caps.cpus) { number in
                Int(exactly: number).map { "\($0)" } ?? "\(number)"
            },
            memory: try bounded(memory, "memory", defaults.memory, 4 << 20, caps.memory, ByteSize.describe),
            timeout: try bounded(timeout, "timeout", defaults.timeout, 1, caps.timeout) {
                DurationText.describe(milliseconds: $0)
            },
            cpuTime: try cpuTime.map { value throws(SnippetError) in
                // More than the time-out and the processors allow is no limit, and so a mistake.
                let most = Int(min(Double(caps.timeout) * caps.cpus, 1e15))
                return try bounded(value, "cpuTime", most, 1, most) { DurationText.describe(milliseconds: $0) }
            } ?? defaults.cpuTime,
            processes: try bounded(processes, "processes", defaults.processes, 1, caps.processes) { "\($0)" },
            output: try bounded(output, "output", defaults.output, 1, caps.output, ByteSize.describe),
            disk: try bounded(disk, "disk", defaults.disk, 4096, caps.disk, ByteSize.describe))
    }
}
