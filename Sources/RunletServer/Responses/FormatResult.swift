import FoundationEssentials
package import RunletCore
import RunletLanguages

/// What a formatter made of a program.
package struct FormatResult: Sendable {
    /// How much of what a formatter says is shown: it says the worst first, and some say it for every line.
    static let mostLines = 10
    static let mostBytes = 2000

    /// What formatters call the text that they were given, and the sandbox's directories.
    private static let inputNames = ["<standard input>", "<stdin>", "<unknown>"]
    private static let directories = ["/work/", "/tmp/"]

    let code: String

    /// - Throws: ``APIError`` of status 422 where the formatter could not do it, with what it said.
    init(_ run: PhaseResult, of format: FormatPlan) throws {
        let tool = format.tool
        switch run.outcome {
        case .completed:
            guard let text = String(validating: run.transcript.bytes(of: .stdout), as: UTF8.self) else {
                throw APIError.unprocessable("\(tool) wrote what is not UTF-8")
            }
            code = text
        case .failed:
            let said = Self.message(run.transcript, source: format.source)
            throw APIError.unprocessable(
                said.isEmpty ? "\(tool) failed with the exit code \(run.exitCode ?? 0)" : said)
        default:
            throw APIError.unprocessable("\(tool) did not come to its end: \(run.outcome.rawValue)")
        }
    }

    /// The first lines of what the formatter wrote to stderr; to stdout where there is nothing.
    package static func message(_ transcript: Transcript, source: String) -> String {
        let errors = transcript.bytes(of: .stderr)
        let bytes = errors.isEmpty ? transcript.bytes(of: .stdout) : errors
        var text = String(decoding: bytes.prefix(4 * mostBytes), as: UTF8.self)
        for name in inputNames { text = text.replacing(name, with: source) }
        for directory in directories { text = text.replacing(directory, with: "") }
        let lines = text.split(whereSeparator: \.isNewline).lazy
            .map { line in String(String.UnicodeScalarView(line.unicodeScalars.filter(isShown))) }
            .filter { line in line.contains { !$0.isWhitespace } }
            .prefix(mostLines)
        var message = ""
        for line in lines where message.utf8.count + line.utf8.count < mostBytes {
            message += (message.isEmpty ? "" : "\n") + line
        }
        return message
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0x7F || scalar == "\t"
    }
}
