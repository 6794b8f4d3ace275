/// Looks at something again and again, for the highest value.
final class Peak: Sendable {
    private let task: Task<Int, Never>

    init(every interval: Duration, _ look: @escaping @Sendable () -> Int) {
        // Not on the caller's executor: looking may take a while.
        task = Task.detached {
            var highest = look()
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                highest = max(highest, look())
            }
            return highest
        }
    }

    deinit { task.cancel() }

    /// Stops looking.
    func end() async -> Int {
        task.cancel()
        return await task.value
    }
}
