import Glibc

extension RunletConfiguration {
    /// The rules between keys that do not hold.
    func violations() -> [Violation] {
        [
            exceeds(\.worker.defaults.run.cpus, cap: \.worker.limits.cpus),
            exceeds(\.worker.defaults.run.memory, cap: \.worker.limits.memory),
            exceeds(\.worker.defaults.run.timeout, cap: \.worker.limits.timeout),
            exceeds(\.worker.defaults.run.processes, cap: \.worker.limits.processes),
            exceeds(\.worker.defaults.run.output, cap: \.worker.limits.output),
            exceeds(\.worker.defaults.run.disk, cap: \.worker.limits.disk),
            exceeds(\.worker.defaults.compile.cpus, cap: \.worker.limits.cpus),
            exceeds(\.worker.defaults.compile.memory, cap: \.worker.limits.memory),
            exceeds(\.worker.defaults.compile.timeout, cap: \.worker.limits.compileTimeout),
            exceeds(\.worker.defaults.compile.processes, cap: \.worker.limits.processes),
            exceeds(\.worker.defaults.compile.output, cap: \.worker.limits.output),
            exceeds(\.worker.defaults.compile.disk, cap: \.worker.limits.disk),
            isMissing(\.middleware.web.basicAuth.username, \.isEmpty, for: \.middleware.web.basicAuth.enabled),
            isMissing(\.middleware.web.basicAuth.password, \.exposed.isEmpty, for: \.middleware.web.basicAuth.enabled),
            isMissing(\.middleware.web.keyAuth.key, \.exposed.isEmpty, for: \.middleware.web.keyAuth.enabled),
            unsendable(\.middleware.web.keyAuth.key), unsendable(\.coordinator.operators.key),
            foreignOrigins, unknownProxy,
        ].compactMap(\.self)
    }

    /// A default that no request could get, because the cap is below it.
    private func exceeds<Value: Comparable>(
        _ property: KeyPath<RunletConfiguration, Value>, cap: KeyPath<RunletConfiguration, Value>
    ) -> Violation? {
        guard self[keyPath: property] > self[keyPath: cap] else { return nil }
        let (key, value) = shown(property)
        let (capKey, capValue) = shown(cap)
        return Violation(
            keys: [key, capKey], message: "the default \(value) is above the cap \(capKey) = \(capValue)")
    }

    private func isMissing<Value>(
        _ property: KeyPath<RunletConfiguration, Value>, _ isEmpty: KeyPath<Value, Bool>,
        for switchedOn: KeyPath<RunletConfiguration, Bool>
    ) -> Violation? {
        guard self[keyPath: switchedOn], self[keyPath: property][keyPath: isEmpty] else { return nil }
        let (key, _) = shown(property)
        let (switchKey, _) = shown(switchedOn)
        return Violation(keys: [key, switchKey], message: "must not be empty while \(switchKey) = true")
    }

    /// A key that no client can put into a header would lock everybody out.
    private func unsendable(_ property: KeyPath<RunletConfiguration, Secret>) -> Violation? {
        guard !self[keyPath: property].exposed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return Violation(keys: [shown(property).key], message: "must be of printable ASCII characters without spaces")
    }

    private var foreignOrigins: Violation? {
        let cors = middleware.web.cors
        guard cors.enabled, let origin = cors.list.first(where: { !CORS.isOrigin($0) }) else { return nil }
        return Violation(
            keys: [shown(\.middleware.web.cors.origins).key],
            message: "must be \"*\", or origins such as \"https://example.com\" without a path, separated by commas; "
                + "got \(TOMLLiteral.quoted(origin))")
    }

    private var unknownProxy: Violation? {
        let isAddress = { (text: String) in
            var bytes = [UInt8](repeating: 0, count: 16)
            return inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1
        }
        guard let proxy = coordinator.proxies.first(where: { !isAddress($0) }) else { return nil }
        return Violation(
            keys: [shown(\.coordinator.proxies).key],
            message: "must be addresses such as \"10.0.0.7\"; got \(TOMLLiteral.quoted(proxy))")
    }

    /// The name of a property and its value as anyone may see it.
    func shown(_ property: PartialKeyPath<RunletConfiguration>) -> (key: String, value: String) {
        guard let definition = KnownKeys.definition(of: property) else { return ("\(property)", "") }
        return (definition.path, definition.items(in: self).first?.shown ?? "")
    }
}
