import TestKit

/// Judges the events of one connection to a stream.
struct StreamCheck {
    let job: ChaosJob
    private let begin = ContinuousClock.now
    private var lastID = 0
    /// The number of the last line of output since the run began last.
    private var lastLine = 0
    private var rest = ""
    private(set) var lines = 0
    private(set) var isEnded = false
    private(set) var problems: [String] = []

    /// - Parameter last: the number of the last event that is known from another connection.
    init(_ job: ChaosJob, after last: Int) {
        self.job = job
        lastID = last
        // What came before is not known here.
        lastLine = last == 0 ? 0 : -1
    }

    var lastEvent: Int { lastID }

    /// What came, in short.
    private(set) var history = ""

    mutating func take(_ event: ServerEvent) {
        let time = Format.seconds((event.time - begin) / .seconds(1))
        history += "\(time) \(event.id ?? 0) \(event.name) \(event.data.prefix(60)); "
        if isEnded { problems.append("\(event.name) after the result") }
        if let id = event.id {
            if id <= lastID { problems.append("event \(id) after \(lastID)") }
            lastID = id
        }
        switch event.name {
        case "started": (lastLine, lines, rest) = (0, 0, "")
        case "stdout": takeOutput(event.json["text"].string ?? "")
        case "stderr": problems.append("output on the other stream: \(event.data.prefix(100))")
        case "result":
            isEnded = true
            let output = event.json["output"]
            if event.json["outcome"] != .string(job.outcome) || (output != .null && output != .string(job.stdout)) {
                problems.append("the result is \(event.data.prefix(200))")
            }
        default: break
        }
    }

    private mutating func takeOutput(_ text: String) {
        rest += text
        while let end = rest.firstIndex(of: "\n") {
            let line = rest[..<end]
            rest = String(rest[rest.index(after: end)...])
            let words = line.split(separator: " ")
            guard words.count == 2, words[0] == job.token, let number = Int(words[1]) else {
                // A line may have been cut where the stream went on elsewhere.
                if lastLine >= 0 { problems.append("a line of somebody else's: \(line.prefix(100))") }
                continue
            }
            if lastLine >= 0, number <= lastLine { problems.append("line \(number) after \(lastLine)") }
            lastLine = number
            lines += 1
        }
    }
}
