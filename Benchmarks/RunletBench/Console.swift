import Glibc

/// Standard output for the result, standard error for what happens meanwhile.
enum Console {
    static func output(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    static func progress(_ text: String) {
        write("measuring \(text)", to: STDERR_FILENO)
    }

    static func warn(_ text: String) {
        write("warning: \(text)", to: STDERR_FILENO)
    }

    private static func write(_ text: String, to file: Int32) {
        // There is nobody to tell where the terminal is gone.
        _ = Array((text + "\n").utf8).withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    }
}
