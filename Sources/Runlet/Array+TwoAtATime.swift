extension Array where Element: Sendable {
    /// The results in the elements' order, made two at a time.
    func mapTwoAtATime<Value: Sendable>(_ make: @escaping @Sendable (Element) async -> Value) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            var values: [(Int, Value)] = []
            for (index, element) in enumerated() {
                if index >= 2, let value = await group.next() { values.append(value) }
                group.addTask { (index, await make(element)) }
            }
            for await value in group { values.append(value) }
            return values.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
