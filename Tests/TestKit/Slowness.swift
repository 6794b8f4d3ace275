import Glibc

/// How many times slower than a usual machine this one is: how long to wait for what must come.
package enum Slowness {
    /// As RUNLET_TEST_SLOWNESS says; at least 1.
    package static let factor: Double = {
        let said = getenv("RUNLET_TEST_SLOWNESS").flatMap { Double(String(cString: $0)) }
        return max(1, said ?? 1)
    }()

    /// What a socket waits for its other side.
    static var timeout: timeval { timeval(tv_sec: Int(10 * factor), tv_usec: 0) }
}
