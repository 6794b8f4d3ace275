import Glibc

/// A failed call into the C library as an error.
enum SystemError {
    static func last(_ call: String) -> BenchError {
        of(call, code: errno)
    }

    static func of(_ call: String, code: Int32) -> BenchError {
        BenchError("\(call): \(strerror(code).map { String(cString: $0) } ?? "error \(code)")")
    }
}
