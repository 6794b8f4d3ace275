extension KnownKeys {
    static let worker: [KeyDefinition] = [
        KeyDefinition(
            "worker.uidbase", \.worker.uidBase, .integer(Bounds.uidBase),
            "First host user and group id of the range that is reserved for slots."),
        KeyDefinition(
            table: "worker.queues", \.worker.queues, of: .integer(Bounds.concurrency),
            "How many tasks of each queue run at the same time. Naming any queue replaces the default."),

        KeyDefinition(
            "worker.limits.cpus", \.worker.limits.cpus, .number(Bounds.cpus), "Cap on processor cores."),
        KeyDefinition("worker.limits.memory", \.worker.limits.memory, .size(Bounds.memory), "Cap on memory."),
        KeyDefinition(
            "worker.limits.timeout", \.worker.limits.timeout, .duration(Bounds.timeout),
            "Cap on the wall time of the run phase."),
        KeyDefinition(
            "worker.limits.processes", \.worker.limits.processes, .integer(Bounds.processes),
            "Cap on processes and threads."),
        KeyDefinition(
            "worker.limits.output", \.worker.limits.output, .size(Bounds.output),
            "Cap on standard output and standard error."),
        KeyDefinition("worker.limits.disk", \.worker.limits.disk, .size(Bounds.disk), "Cap on written files."),
        KeyDefinition(
            "worker.limits.compiletimeout", \.worker.limits.compileTimeout, .duration(Bounds.timeout),
            "Cap on the wall time of the compile phase."),

        KeyDefinition(
            "worker.defaults.run.cpus", \.worker.defaults.run.cpus, .number(Bounds.cpus),
            "Processor cores of a run that asks for nothing else."),
        KeyDefinition(
            "worker.defaults.run.memory", \.worker.defaults.run.memory, .size(Bounds.memory), "Its memory."),
        KeyDefinition(
            "worker.defaults.run.timeout", \.worker.defaults.run.timeout, .duration(Bounds.timeout), "Its wall time."),
        KeyDefinition(
            "worker.defaults.run.processes", \.worker.defaults.run.processes, .integer(Bounds.processes),
            "Its processes and threads."),
        KeyDefinition(
            "worker.defaults.run.output", \.worker.defaults.run.output, .size(Bounds.output),
            "Its standard output and standard error."),
        KeyDefinition(
            "worker.defaults.run.disk", \.worker.defaults.run.disk, .size(Bounds.disk), "Its written files."),

        KeyDefinition(
            "worker.defaults.compile.cpus", \.worker.defaults.compile.cpus, .number(Bounds.cpus),
            "Processor cores of a compilation that asks for nothing else."),
        KeyDefinition(
            "worker.defaults.compile.memory", \.worker.defaults.compile.memory, .size(Bounds.memory), "Its memory."),
        KeyDefinition(
            "worker.defaults.compile.timeout", \.worker.defaults.compile.timeout, .duration(Bounds.timeout),
            "Its wall time."),
        KeyDefinition(
            "worker.defaults.compile.processes", \.worker.defaults.compile.processes, .integer(Bounds.processes),
            "Its processes and threads."),
        KeyDefinition(
            "worker.defaults.compile.output", \.worker.defaults.compile.output, .size(Bounds.output),
            "Its standard output and standard error."),
        KeyDefinition(
            "worker.defaults.compile.disk", \.worker.defaults.compile.disk, .size(Bounds.disk), "Its written files."),
    ]

    static let execution: [KeyDefinition] = [
        KeyDefinition("runtime.type", \.runtime.type, .choice(), "What executes tasks."),
        KeyDefinition(
            "runtime.sandbox.mounts", \.runtime.sandbox.mounts, .paths,
            "Host paths that every run sees read-only, in addition to the built-in ones."),
        KeyDefinition(
            "languages.path", \.languages.path, .string, "The folder of language files; empty for the built-in search."
        ),
        KeyDefinition("languages.disabled", \.languages.disabled, .strings, "Languages that are not offered."),
        KeyDefinition(
            "playground.path", \.playground.path, .string,
            "The folder of the playground's files; empty for the built-in search."),
    ]
}
