import Foundation

/// Numbers as people read them.
enum Format {
    static func seconds(_ seconds: Double) -> String {
        seconds < 10 ? String(format: "%.2f s", seconds) : String(format: "%.0f s", seconds)
    }

    static func milliseconds(_ milliseconds: Double) -> String { String(format: "%.2f ms", milliseconds) }

    static func number(_ number: Double) -> String {
        number < 100 ? String(format: "%.2f", number) : String(format: "%.0f", number)
    }

    static func column(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
