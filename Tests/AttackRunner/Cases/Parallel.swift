/// Calls the body for each number below `count`, `width` at a time; the results are in no order.
func parallel<Value: Sendable>(
    _ count: Int, width: Int, _ body: @escaping @Sendable (Int) async -> Value
) async -> [Value] {
    await withTaskGroup(of: Value.self) { group in
        var values: [Value] = []
        for number in 0..<count {
            if number >= width, let value = await group.next() { values.append(value) }
            group.addTask { await body(number) }
        }
        for await value in group { values.append(value) }
        return values
    }
}
