import NIOCore
import NIOWebSocket
import RunletServer
import Testing

@Suite("Frames to messages")
struct MessageAssemblerTests {
    private func frame(
        _ opcode: WebSocketOpcode, _ text: String, isEnd: Bool = true, bytes: [UInt8]? = nil
    ) -> WebSocketFrame {
        let key: WebSocketMaskingKey = [1, 2, 3, 4]
        var data = ByteBuffer(bytes: bytes ?? Array(text.utf8))
        data.webSocketMask(key)
        return WebSocketFrame(fin: isEnd, opcode: opcode, maskKey: key, data: data)
    }

    private func code(_ result: MessageAssembler.Result) -> CloseCode? {
        if case .violation(let code, _) = result { code } else { nil }
    }

    @Test("a message may come in pieces, with control frames between them")
    func pieces() {
        var assembler = MessageAssembler(limit: 10)
        #expect(assembler.take(frame(.text, "ab", isEnd: false)) == .none)
        #expect(assembler.isOpen)
        #expect(assembler.take(frame(.ping, "p")) == .ping(ByteBuffer(string: "p")))
        #expect(assembler.take(frame(.continuation, "", isEnd: false)) == .none)
        #expect(assembler.take(frame(.continuation, "cd")) == .text(ByteBuffer(string: "abcd")))
        #expect(!assembler.isOpen)
        #expect(assembler.take(frame(.text, "")) == .text(ByteBuffer()))
        #expect(assembler.take(frame(.pong, "")) == .pong(ByteBuffer()))
    }

    @Test("pieces count together")
    func bound() {
        var assembler = MessageAssembler(limit: 10)
        #expect(assembler.take(frame(.text, "12345678", isEnd: false)) == .none)
        #expect(code(assembler.take(frame(.continuation, "901"))) == .messageTooLarge)
        var exact = MessageAssembler(limit: 3)
        #expect(exact.take(frame(.text, "123")) == .text(ByteBuffer(string: "123")))
        #expect(code(exact.take(frame(.text, "1234"))) == .messageTooLarge)
    }

    @Test("a character may be cut by a frame, but not by a message")
    func characters() {
        var assembler = MessageAssembler(limit: 10)
        #expect(assembler.take(frame(.text, "", isEnd: false, bytes: [0xC3])) == .none)
        #expect(assembler.take(frame(.continuation, "", bytes: [0xA4])) == .text(ByteBuffer(string: "ä")))
        for bytes: [UInt8] in [[0xC3], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
            #expect(code(assembler.take(frame(.text, "", bytes: bytes))) == .invalidText)
        }
    }

    @Test("what is no frame of a client's ends the connection")
    func violations() {
        let open = { (assembler: inout MessageAssembler) in _ = assembler.take(frame(.text, "a", isEnd: false)) }
        var unmasked = frame(.text, "a")
        unmasked.maskKey = nil
        var reserved = frame(.text, "a")
        reserved.rsv1 = true
        var unknown = frame(.text, "a")
        unknown.opcode = WebSocketOpcode(encodedWebSocketOpcode: 3) ?? .text
        for frame in [unmasked, reserved, frame(.continuation, "a"), unknown] {
            var assembler = MessageAssembler(limit: 10)
            #expect(code(assembler.take(frame)) == .protocolError)
        }
        var assembler = MessageAssembler(limit: 10)
        open(&assembler)
        #expect(code(assembler.take(frame(.text, "a"))) == .protocolError)
        #expect(code(assembler.take(frame(.binary, "a"))) == .unacceptableData)
    }

    @Test("a goodbye has a code that is one, or none")
    func goodbyes() {
        var assembler = MessageAssembler(limit: 10)
        #expect(assembler.take(frame(.connectionClose, "")) == .close(nil))
        #expect(assembler.take(frame(.connectionClose, "", bytes: [0x03, 0xE8, 0x61])) == .close(1000))
        #expect(assembler.take(frame(.connectionClose, "", bytes: [0x0F, 0xA0])) == .close(4000))
        for bytes: [UInt8] in [[3], [0x03, 0xED], [0x03, 0xEE], [0, 0], [0xFF, 0xFF]] {
            #expect(code(assembler.take(frame(.connectionClose, "", bytes: bytes))) == .protocolError)
        }
        #expect(code(assembler.take(frame(.connectionClose, "", bytes: [0x03, 0xE8, 0xFF]))) == .invalidText)
    }
}
