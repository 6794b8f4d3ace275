import FoundationEssentials

/// A hello world for `/execute`.
struct SampleSnippet: Sendable {
    static let python = SampleSnippet(language: "python", code: "print('hello world')\n")

    static let others = [
        SampleSnippet(language: "bash", code: "echo 'hello world'\n"),
        SampleSnippet(
            language: "c",
            code: """
                #include <stdio.h>
                int main(void) { puts("hello world"); return 0; }

                """),
        SampleSnippet(
            language: "go",
            code: """
                package main
                import "fmt"
                func main() { fmt.Println("hello world") }

                """),
        SampleSnippet(
            language: "java",
            code: """
                public class Main {
                    public static void main(String[] args) { System.out.println("hello world"); }
                }

                """),
    ]

    let language: String
    let code: String
    let output = "hello world\n"

    private struct Body: Encodable {
        let language: String
        let code: String
    }

    /// The request's body.
    func body() throws -> [UInt8] {
        Array(try JSONEncoder().encode(Body(language: language, code: code)))
    }
}
