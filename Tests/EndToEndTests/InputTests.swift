import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("What programs get, and what comes back", .server())
    struct InputTests {
        @Test("stdin, arguments and environment arrive as they were sent")
        func input() async throws {
            let answer = try await client.bash(
                #"cat; printf '%s|' "$@"; printf '%s' "$GREETING""#,
                [
                    "stdin": "line\n", "args": ["one", "two words", "", "-rf", "$HOME", "a\nb"],
                    "env": ["GREETING": "'hi' $(id)"],
                ])
            #expect(answer["output"] == "line\none|two words||-rf|$HOME|a\nb|'hi' $(id)")
        }

        @Test("files lie beside the program, those of bytes too")
        func files() async throws {
            let answer = try await client.execute([
                "language": "python", "code": "import lib.part\nprint(lib.part.value, open('data.bin', 'rb').read())",
                "files": [
                    ["name": "lib/__init__.py", "content": ""], ["name": "lib/part.py", "content": "value = 42"],
                    ["name": "data.bin", "content": "AP8K", "encoding": "base64"],
                ],
            ])
            #expect(answer["output"] == .string(#"42 b'\x00\xff\n'"# + "\n"))
        }

        @Test("the first of the files is the program where there is no code; entry names another")
        func entry() async throws {
            let files: JSONValue = [
                ["name": "a.sh", "content": "echo a"], ["name": "b.sh", "content": "echo b"],
            ]
            let first = try await client.execute(["language": "bash", "files": files])
            #expect(first["output"] == "a\n")
            let second = try await client.execute(["language": "bash", "files": files, "entry": "b.sh"])
            #expect(second["output"] == "b\n")
        }

        @Test("inputs compile once and run once each, in order, each alone")
        func inputs() async throws {
            let code = """
                #include <stdio.h>
                int main(int argc, char **argv) {
                    int number = 0;
                    if (scanf("%d", &number) != 1) return 9;
                    FILE *trace = fopen("trace", "a+");
                    fputc('x', trace);
                    printf("%d %s %ld\\n", number * 2, argc > 1 ? argv[1] : "-", ftell(trace));
                    return number == 2;
                }
                """
            let answer = try await client.execute([
                "language": "c", "code": .string(code),
                "inputs": [["stdin": "1"], ["stdin": "2", "args": ["second"]], ["stdin": "no"]],
            ])
            let runs = answer["runs"].items
            #expect(runs.map { $0["output"].string } == ["2 - 1\n", "4 second 1\n", ""])
            #expect(runs.map { $0["exitCode"].int } == [0, 1, 9])
            #expect(runs.map { $0["outcome"].string } == ["completed", "failed", "failed"])
            #expect(answer["output"] == "2 - 1\n")
            #expect(answer["compile"]["outcome"] == "completed")
            let one = try await client.bash("cat", ["inputs": [["stdin": "alone"]]])
            #expect(one["runs"].items.count == 1)
        }

        @Test("artifacts come back by glob, byte for byte")
        func artifacts() async throws {
            let answer = try await client.bash(
                #"mkdir out; printf '\x00\xff\n' > out/a.bin; echo text > b.txt; echo other > c.log"#,
                ["artifacts": ["out/*.bin", "b.txt", "none*"]])
            let artifacts = answer["artifacts"].items
            #expect(Set(artifacts.compactMap { $0["name"].string }) == ["out/a.bin", "b.txt"])
            let bytes = artifacts.first { $0["name"] == "out/a.bin" }
            #expect(bytes?["content"] == "AP8K")
            #expect(bytes?["size"].int == 3)
            #expect(bytes?["encoding"] == "base64")
        }

        @Test("a link is no artifact, wherever it leads")
        func links() async throws {
            let answer = try await client.bash(
                """
                ln -s /etc/shadow a.out; ln -s /etc/passwd b.out; ln -s /proc/1/environ c.out; ln -s / root
                mkfifo d.out; mkdir e.out; ln -s main.sh f.out; echo good > g.out
                """,
                ["artifacts": ["*.out", "root/etc/*", "e.out/*"], "limits": ["timeout": "5s"]])
            #expect(answer["outcome"] == "completed")
            #expect(answer["artifacts"].items.map { $0["name"].string } == ["g.out"])
            #expect(!answer.text.contains("cm9vd"), "something that begins with \"root\" in base64")
        }

        @Test("two runs see nothing of each other")
        func separation() async throws {
            _ = try await client.bash("touch /tmp/trace trace; ls /tmp")
            let answer = try await client.bash("ls /tmp; ls; ps 2>/dev/null | wc -l; echo $$")
            #expect(answer["output"].string?.contains("trace") == false)
        }
    }
}
