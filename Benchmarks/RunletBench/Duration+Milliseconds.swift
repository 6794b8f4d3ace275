extension Duration {
    var milliseconds: Double { self / .milliseconds(1) }

    var inSeconds: Double { self / .seconds(1) }
}
