import FoundationEssentials
import Glibc

/// What the kernel says of this process.
package struct ProcessNumbers: Hashable, Sendable {
    /// Bytes in memory.
    package var residentBytes = 0
    /// Seconds of processor time, in user mode and in the kernel.
    package var processorSeconds = 0.0
    package var openDescriptors = 0

    static var now: ProcessNumbers {
        var numbers = ProcessNumbers()
        // Files of the kernel's: reading them waits for nothing.
        if let statm = try? Data(contentsOf: URL(filePath: "/proc/self/statm")) {
            let words = String(decoding: statm, as: UTF8.self).split(separator: " ")
            numbers.residentBytes = (words.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(getpagesize())
        }
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            numbers.processorSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        }
        numbers.openDescriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        return numbers
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }
}
