extension LimitOverrides: Decodable {
    private enum Key: String, CodingKey, CaseIterable {
        case cpus, memory, timeout, cpuTime, processes, output, disk
    }

    /// Sizes are bytes or text such as `"64MiB"`, a time-out is seconds or text such as `"500ms"`.
    ///
    /// A null is an error, and so is a field of another name: both would read as "no limit was asked for".
    public init(from decoder: any Decoder) throws {
        try rejectUnknownKeys(in: decoder, known: Key.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: Key.self)

        func size(_ key: Key) throws -> Int? {
            guard container.contains(key) else { return nil }
            if let number = try? container.decode(Int.self, forKey: key) { return number }
            guard let text = try? container.decode(String.self, forKey: key), let bytes = ByteSize.parse(text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container,
                    debugDescription: "must be a number of bytes or a size such as \"64MiB\"")
            }
            return bytes
        }

        func count(_ key: Key) throws -> Int? {
            guard container.contains(key) else { return nil }
            guard let number = try? container.decode(Int.self, forKey: key) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "must be a whole number")
            }
            return number
        }

        func duration(_ key: Key) throws -> Int? {
            guard container.contains(key) else { return nil }
            if let seconds = try? container.decode(Double.self, forKey: key) {
                // Above 10^9 s the product would not be a time any more, and the cap refuses it anyway.
                return seconds.isFinite ? Int((max(-1, min(seconds, 1e9)) * 1000).rounded()) : -1
            }
            guard let text = try? container.decode(String.self, forKey: key),
                let milliseconds = DurationText.parse(text)
            else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container,
                    debugDescription: "must be a number of seconds or a duration such as \"500ms\"")
            }
            return milliseconds
        }

        cpus = nil
        if container.contains(.cpus) {
            guard let number = try? container.decode(Double.self, forKey: .cpus), number.isFinite else {
                throw DecodingError.dataCorruptedError(
                    forKey: .cpus, in: container, debugDescription: "must be a number of cpus")
            }
            cpus = number
        }
        memory = try size(.memory)
        output = try size(.output)
        disk = try size(.disk)
        processes = try count(.processes)
        timeout = try duration(.timeout)
        cpuTime = try duration(.cpuTime)
    }
}
