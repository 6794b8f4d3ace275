import ArgumentParser
import Foundation
import RunletSandbox

/// An error as a command shows it: its sentence, and nothing of Swift's.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ error: any Error) {
        if error is SandboxError {
            let layer = IsolationProbe.layer(for: error)
            description = layer.detail + (layer.remedy.map { "\nTo mend it: \($0)" } ?? "")
        } else {
            description = "\(error)"
        }
    }

    init(_ text: String) {
        description = text
    }
}

/// Runs a command's body and shows what went wrong as a sentence.
func reporting<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as Failure {
        throw error
    } catch let code as ExitCode {
        throw code
    } catch is CancellationError {
        FileHandle.standardError.write(Data("runlet: interrupted\n".utf8))
        // As a shell says of a program that SIGINT ended.
        throw ExitCode(130)
    } catch {
        throw Failure(error)
    }
}
