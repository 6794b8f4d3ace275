extension ByteSet {
    /// The bytes of a POSIX class, as in `[:digit:]`, of ASCII; nil where there is none of that name.
    package init?(className: some Sequence<UInt8>) {
        let digits: [ClosedRange<UInt8>] = [0x30...0x39]
        let upper: [ClosedRange<UInt8>] = [0x41...0x5A]
        let lower: [ClosedRange<UInt8>] = [0x61...0x7A]
        let punctuation: [ClosedRange<UInt8>] = [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
        let ranges: [ClosedRange<UInt8>]
        switch String(decoding: Array(className), as: UTF8.self) {
        case "alnum": ranges = digits + upper + lower
        case "alpha": ranges = upper + lower
        case "blank": ranges = [0x09...0x09, 0x20...0x20]
        case "cntrl": ranges = [0x00...0x1F, 0x7F...0x7F]
        case "digit": ranges = digits
        case "graph": ranges = [0x21...0x7E]
        case "lower": ranges = lower
        case "print": ranges = [0x20...0x7E]
        case "punct": ranges = punctuation
        case "space": ranges = [0x09...0x0D, 0x20...0x20]
        case "upper": ranges = upper
        case "xdigit": ranges = digits + [0x41...0x46, 0x61...0x66]
        default: return nil
        }
        self = .none
        for range in ranges { insert(range) }
    }
}
