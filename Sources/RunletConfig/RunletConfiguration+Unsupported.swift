extension RunletConfiguration {
    /// Settings that this version would have to ignore. Whoever switched on a protection or chose a driver must not be
    /// led to believe that it is there, so start-up refuses unless this is empty.
    public func unsupported() -> [Problem] {
        [
            broker.type == .inMemory ? nil : notSupported(\.broker.type),
            datastore.type == .sqlite ? nil : notSupported(\.datastore.type),
            runtime.type == .sandbox ? nil : notSupported(\.runtime.type),
        ].compactMap(\.self)
    }

    private func notSupported(_ property: PartialKeyPath<RunletConfiguration>) -> Problem {
        let (key, value) = shown(property)
        return Problem(key: key, message: "\(value) is not supported by this version; remove it to start without it")
    }
}
