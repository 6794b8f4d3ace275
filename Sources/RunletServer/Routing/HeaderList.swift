/// Headers that hold lists.
enum HeaderList {
    /// The items of all lines of a header, without the white space around them.
    static func items(_ lines: some Sequence<String>) -> [Substring] {
        lines.flatMap { $0.split(separator: ",") }.map { item in
            var item = item
            while let first = item.first, first == " " || first == "\t" { item.removeFirst() }
            while let last = item.last, last == " " || last == "\t" { item.removeLast() }
            return item
        }
    }
}
