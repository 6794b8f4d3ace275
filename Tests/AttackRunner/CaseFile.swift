import Foundation
import TestKit

/// A file of the corpus, and what its name says: `<id>-<what>[.<step>].<extension>`.
struct CaseFile: Sendable {
    let path: String
    let id: String
    /// The id and what it does.
    let name: String
    /// Nil where the case is this file alone.
    let step: Int?
    let fileExtension: String

    init?(_ path: String) {
        self.path = path
        let parts = (path as NSString).lastPathComponent.split(separator: ".").map(String.init)
        guard (2...3).contains(parts.count), let id = parts[0].split(separator: "-").first else { return nil }
        if parts.count == 3, Int(parts[1]) == nil { return nil }
        self.id = String(id)
        name = parts[0]
        step = parts.count == 3 ? Int(parts[1]) : nil
        fileExtension = parts[parts.count - 1]
    }

    var text: String {
        get throws { String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self) }
    }
}
