/// Which of a program's two streams wrote something.
public enum OutputStream: String, Hashable, Sendable, Codable {
    case stdout, stderr
}
