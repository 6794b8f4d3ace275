public import RunletCore

extension RunletConfiguration {
    /// Settings that this version would have to ignore. Whoever switched on a protection or chose a driver must not be
    /// led to believe that it is there, so start-up refuses unless this is empty.
    public func unsupported() -> [Problem] {
        [
            runtime.type == .sandbox ? nil : notSupported(\.runtime.type)
        ].compactMap(\.self)
    }

    /// What must be set otherwise for a process of that role: it shares its queue, and its store, with others.
    public func unsuitable(for role: NodeReport.Role) -> [Problem] {
        let sharesTasks = role != .standalone
        let sharesJobs = role == .coordinator
        return [
            sharesTasks && broker.type != .rabbitMQ
                ? mustBe(\.broker.type, "rabbitmq", role, "by which it and the others get at each other") : nil,
            sharesJobs && datastore.type != .postgres
                ? mustBe(\.datastore.type, "postgres", role, "which coordinators share") : nil,
        ].compactMap(\.self)
    }

    private func mustBe(
        _ property: PartialKeyPath<RunletConfiguration>, _ wanted: String, _ role: NodeReport.Role, _ reason: String
    ) -> Problem {
        let (key, value) = shown(property)
        return Problem(
            key: key,
            message: "a \(role.rawValue) needs \(TOMLLiteral.quoted(wanted)), \(reason); it is \(value)")
    }

    private func notSupported(_ property: PartialKeyPath<RunletConfiguration>) -> Problem {
        let (key, value) = shown(property)
        return Problem(key: key, message: "\(value) is not supported by this version; remove it to start without it")
    }
}
