public import RunletCore

/// The limits of a phase where neither the language nor the request says otherwise.
public struct PlanDefaults: Hashable, Sendable {
    public var compile: Limits
    public var run: Limits

    public init(compile: Limits = .compile, run: Limits = .run) {
        self.compile = compile
        self.run = run
    }
}
