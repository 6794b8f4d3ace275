import ArgumentParser

/// An error as a command shows it: its sentence, and nothing of Swift's.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ error: any Error) {
        description = "\(error)"
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
        throw Failure("interrupted")
    } catch {
        throw Failure(error)
    }
}
