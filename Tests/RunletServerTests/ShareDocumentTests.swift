import FoundationEssentials
import NIOCore
import RunletServer
import Testing

@Suite("A document to share")
struct ShareDocumentTests {
    private static func canonical(_ text: String) throws -> String {
        String(decoding: try ShareDocument(ByteBuffer(string: text)).canonical, as: UTF8.self)
    }

    @Test("has one text, whatever the order and the way of writing")
    func canonical() throws {
        let first = try Self.canonical(
            #"""
            {"language":"c","code":"é","env":{"B":"2","A":"1"},"title":"t",
             "limits":{"timeout":"1500ms","memory":"64MiB","cpus":1}}
            """#)
        let second = try Self.canonical(
            #"""
            {"limits":{"cpus":1.0,"timeout":1.5,"memory":67108864},"title":"t","args":[],"stdin":"","files":null,
             "code":"\u00e9","language":"c","env":{"A":"1","B":"2"}}
            """#)
        #expect(first == second)
        #expect(
            first
                == #"{"language":"c","title":"t","code":"é","env":{"A":"1","B":"2"},"limits":{"cpus":1,"memory":"64MiB","timeout":"1s500ms"}}"#
        )
    }

    @Test("is the document of its own text")
    func idempotent() throws {
        let text = try Self.canonical(
            #"""
            {"language":"c","version":"12","entry":"a.c","stdin":"\u0000\u001b\"\\","args":["","-x"],"env":{"A":""},
             "files":[{"name":"b.c","content":"x"},{"name":"a.c","content":"//8=","encoding":"base64"},
                      {"name":"c.c","content":"eA==","encoding":"base64"}],
             "limits":{"cpuTime":"1m","processes":3,"output":1,"disk":4096,"cpus":0.25}}
            """#)
        #expect(try Self.canonical(text) == text)
        // Bytes that are text are written as text, however they came.
        #expect(text.contains(#"{"name":"c.c","content":"x"}"#))
        #expect(text.contains(#"{"name":"a.c","content":"//8=","encoding":"base64"}"#))
    }

    @Test("differs where anything that a program sees differs")
    func differs() throws {
        var texts: Set<String> = []
        let bodies = [
            #"{"language":"c","code":"x"}"#, #"{"language":"c","code":"X"}"#, #"{"language":"c","code":"x "}"#,
            #"{"language":"cpp","code":"x"}"#, #"{"language":"c","code":"x","stdin":"x"}"#,
            #"{"language":"c","code":"x","args":["x"]}"#, #"{"language":"c","code":"x","args":["x",""]}"#,
            #"{"language":"c","code":"x","env":{"x":"x"}}"#, #"{"language":"c","code":"x","title":"x"}"#,
            #"{"language":"c","files":[{"name":"x","content":"x"}]}"#,
            #"{"language":"c","code":"x","files":[{"name":"x","content":"x"}]}"#,
            #"{"language":"c","code":"x","limits":{"processes":1}}"#, #"{"language":"c","code":"x","version":"x"}"#,
            #"{"language":"c","code":"x","entry":"x"}"#,
            // The same to a reader, and not to a compiler.
            #"{"language":"c","code":"\u00e9"}"#, #"{"language":"c","code":"e\u0301"}"#,
        ]
        for body in bodies { texts.insert(try Self.canonical(body).utf8.map { String($0) }.joined(separator: " ")) }
        #expect(texts.count == bodies.count)
    }
}
