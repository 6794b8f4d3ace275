/// What went wrong, as a sentence.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ text: String) {
        description = text
    }
}
