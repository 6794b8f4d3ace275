import Foundation
import HTTPTypes
import RunletCore
import RunletServer
import Testing

@Suite("The protocol of a WebSocket")
struct WebSessionMachineTests {
    private static let id = Identifier(rawValue: "job")

    /// What a machine was told to do, as words.
    private func words(_ actions: [WebSessionMachine.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .submit(_, let interaction): "submit \(interaction.map { "\($0)" } ?? "plain")"
            case .send(let input, _): "send " + input.map(word).joined(separator: " ")
            case .cancel: "cancel"
            case .tell(let error): "error \(error.status.code)"
            case .close: "close"
            }
        }
    }

    private func word(_ input: TaskInput) -> String {
        switch input {
        case .data(let data): String(decoding: data, as: UTF8.self)
        case .end: "<end>"
        case .resize(let size): "\(size.columns)x\(size.rows)"
        }
    }

    private func run(_ interaction: Interaction? = nil) -> WebSessionMachine.Event {
        .message(.run(Snippet(language: "bash", code: "cat"), interaction))
    }

    private func input(_ text: String) -> WebSessionMachine.Event { .message(.input(Data(text.utf8))) }

    /// A machine with a run that has begun.
    private func running(_ interaction: Interaction? = nil) -> WebSessionMachine {
        var machine = WebSessionMachine()
        for event in [run(interaction), .accepted(Self.id), .started] { _ = machine.handle(event) }
        return machine
    }

    @Test("one run at a time, and another after it")
    func oneAtATime() {
        var machine = WebSessionMachine()
        #expect(words(machine.handle(run())) == ["submit plain"])
        #expect(words(machine.handle(run())) == ["error 409"])
        _ = machine.handle(.accepted(Self.id))
        #expect(words(machine.handle(run())) == ["error 409"])
        _ = machine.handle(.started)
        #expect(words(machine.handle(run(.pipe))) == ["error 409"])
        #expect(machine.handle(.ended).isEmpty)
        #expect(words(machine.handle(run(.pipe))) == ["submit pipe"])
        #expect(words(machine.handle(.failed(APIError(.tooManyRequests, "busy")))) == ["error 429"])
        #expect(words(machine.handle(run())) == ["submit plain"])
    }

    @Test("input waits until the program has begun, and one piece at a time is on its way")
    func inputWaits() {
        var machine = WebSessionMachine()
        _ = machine.handle(run(.pipe))
        #expect(machine.handle(input("a")).isEmpty)
        _ = machine.handle(.accepted(Self.id))
        #expect(machine.handle(input("b")).isEmpty)
        #expect(words(machine.handle(.started)) == ["send ab"])
        #expect(machine.handle(input("c")).isEmpty)
        #expect(machine.handle(.message(.eof)).isEmpty)
        #expect(words(machine.handle(.sent)) == ["send c <end>"])
        #expect(machine.handle(.sent).isEmpty)
    }

    @Test("a run that asked for no input gets none")
    func noInput() {
        var machine = running()
        for event in [input("a"), .message(.eof), .message(.signal("SIGINT")), .message(.resize(TerminalSize()))] {
            #expect(words(machine.handle(event)) == ["error 400"])
        }
        #expect(words(machine.handle(.message(.signal("SIGKILL")))) == ["cancel"])
    }

    @Test("a pipe ends once and has no window")
    func pipe() {
        var machine = running(.pipe)
        #expect(words(machine.handle(.message(.resize(TerminalSize())))) == ["error 400"])
        #expect(words(machine.handle(.message(.signal("SIGINT")))) == ["error 400"])
        #expect(words(machine.handle(.message(.eof))) == ["send <end>"])
        #expect(words(machine.handle(input("late"))) == ["error 400"])
        #expect(words(machine.handle(.message(.eof))) == ["error 400"])
    }

    @Test(
        "signals of a terminal are its keys",
        arguments: [("SIGINT", "\u{03}"), ("SIGQUIT", "\u{1C}"), ("SIGTSTP", "\u{1A}")])
    func signals(name: String, key: String) {
        var machine = running(.terminal(TerminalSize()))
        #expect(words(machine.handle(.message(.signal(name)))) == ["send \(key)"])
        #expect(words(machine.handle(.message(.signal("SIGHUP")))) == ["error 400"])
        #expect(words(machine.handle(.message(.signal("SIGKILL")))) == ["cancel"])
    }

    @Test("of sizes that wait only the last counts, and a terminal goes on after Ctrl-D")
    func terminal() {
        var machine = running(.terminal(TerminalSize()))
        #expect(words(machine.handle(.message(.eof))) == ["send <end>"])
        for columns in 1...1000 { #expect(machine.handle(.message(.resize(.init(columns: columns, rows: 9)))).isEmpty) }
        #expect(machine.handle(input("on")).isEmpty)
        #expect(words(machine.handle(.sent)) == ["send 1000x9 on"])
    }

    @Test("input that nobody takes is bounded, and said once until there is room again")
    func bound() {
        var machine = WebSessionMachine()
        _ = machine.handle(run(.pipe))
        let half = String(repeating: "x", count: 32 << 10)
        #expect(machine.handle(input(half)).isEmpty)
        #expect(machine.handle(input(half)).isEmpty)
        #expect(words(machine.handle(input("y"))) == ["error 413"])
        #expect(machine.handle(input("y")).isEmpty)
        // The end is never lost: the program would wait for it.
        #expect(machine.handle(.message(.eof)).isEmpty)
        _ = machine.handle(.accepted(Self.id))
        #expect(words(machine.handle(.started)) == ["send \(half)\(half) <end>"])
        #expect(words(machine.handle(.inputDropped(7))) == ["error 413"])
    }

    @Test("cancelling reaches a run wherever it is, once")
    func cancelling() {
        var early = WebSessionMachine()
        _ = early.handle(run())
        #expect(early.handle(.message(.cancel)).isEmpty)
        #expect(words(early.handle(.accepted(Self.id))) == ["cancel"])
        #expect(early.handle(.message(.cancel)).isEmpty)
        var late = running()
        #expect(words(late.handle(.message(.cancel))) == ["cancel"])
        #expect(late.handle(.message(.cancel)).isEmpty)
        #expect(late.handle(.ended).isEmpty)
        // The next one is not cancelled with it.
        _ = late.handle(run())
        #expect(late.handle(.accepted(Self.id)).isEmpty)
    }

    @Test("where nothing has run yet there is nothing to talk to; what crosses a run's end is no mistake")
    func nothingRuns() {
        let events = [
            input("a"), .message(.eof), .message(.cancel), .message(.signal("SIGKILL")), .message(.signal("SIGINT")),
            .message(.resize(TerminalSize())),
        ]
        var fresh = WebSessionMachine()
        for event in events { #expect(words(fresh.handle(event)) == ["error 409"]) }
        var used = running(.pipe)
        _ = used.handle(.ended)
        for event in events { #expect(used.handle(event).isEmpty) }
    }

    @Test("a client that is gone takes its run along, whenever the engine has it")
    func closing() {
        var begun = running()
        #expect(words(begun.handle(.closed)) == ["cancel"])
        #expect(begun.handle(.closed).isEmpty)
        #expect(begun.handle(.ended).isEmpty)
        var early = WebSessionMachine()
        _ = early.handle(run())
        #expect(early.handle(.closed).isEmpty)
        #expect(words(early.handle(.accepted(Self.id))) == ["cancel"])
        var idle = WebSessionMachine()
        #expect(idle.handle(.closed).isEmpty)
    }

    @Test("a server that stops lets a run end and takes no other")
    func stopping() {
        var idle = WebSessionMachine()
        #expect(words(idle.handle(.stopping)) == ["close"])
        var busy = running()
        #expect(busy.handle(.stopping).isEmpty)
        #expect(words(busy.handle(.ended)) == ["close"])
        #expect(words(busy.handle(run())) == ["error 503"])
        var failing = running()
        _ = failing.handle(.stopping)
        #expect(words(failing.handle(.failed(APIError(.serviceUnavailable, "stopped")))) == ["error 503", "close"])
    }

    @Test("several inputs and a terminal do not go together")
    func inputs() {
        var machine = WebSessionMachine()
        var snippet = Snippet(language: "bash", code: "cat")
        snippet.inputs = [RunInput()]
        #expect(words(machine.handle(.message(.run(snippet, .pipe)))) == ["error 400"])
        #expect(words(machine.handle(.message(.run(snippet, nil)))) == ["submit plain"])
    }

    private func randomEvent(using generator: inout SplitMix) -> WebSessionMachine.Event {
        switch Int.random(in: 0...11, using: &generator) {
        case 0: run(.pipe)
        case 1: run(.terminal(TerminalSize()))
        case 2: run()
        case 3: .accepted(Self.id)
        case 4: .started
        case 5: .sent
        case 6: .ended
        case 7: .message(.eof)
        case 8: .message(.cancel)
        case 9: .message(.resize(TerminalSize()))
        case 10: .inputDropped(1)
        default: .message(.input(Data(repeating: 0x7A, count: Int.random(in: 0...20_000, using: &generator))))
        }
    }

    @Test("whatever comes in whatever order, input stays bounded and nothing is sent to a run that is not there")
    func random() {
        for seed in 0..<200 {
            var generator = SplitMix(state: UInt64(seed))
            var machine = WebSessionMachine()
            var isRunning = false
            var isSending = false
            for _ in 0..<300 {
                let event = randomEvent(using: &generator)
                switch event {
                case .started, .ended, .accepted:
                    // The engine tells of what there is only.
                    if machine.isIdle { continue }
                case .sent:
                    if !isSending { continue }
                    isSending = false
                default: break
                }
                if case .started = event { isRunning = true }
                if case .ended = event { isRunning = false }
                if case .accepted = event { isRunning = false }
                for case .send(let inputs, _) in machine.handle(event) {
                    #expect(isRunning && !isSending, "seed \(seed)")
                    isSending = true
                    #expect(inputs.reduce(0) { $0 + $1.size } <= TaskInputs.capacity + 1, "seed \(seed)")
                }
            }
        }
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
