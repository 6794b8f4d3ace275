/// What was told, in a listener's hands.
struct FanoutDelivery<Value: Sendable>: Sendable {
    let value: Value
    let taken: @Sendable () -> Void
}
