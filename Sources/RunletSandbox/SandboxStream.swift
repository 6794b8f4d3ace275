/// The two streams that a program writes to.
public enum SandboxStream: Hashable, Sendable {
    case stdout, stderr
}
