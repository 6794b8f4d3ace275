/// The files of the playground, in memory.
public struct PlaygroundFiles: Sendable {
    /// By their paths in the folder, as in `vendor/xterm/index.js`.
    package let files: [String: PageFile]

    package init(files: [String: PageFile]) {
        self.files = files
    }

    package subscript(_ path: String) -> PageFile? { files[path] }

    /// Of files that are served, by the last part of their names. Others are not.
    static let contentTypes = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
        "ico": "image/vnd.microsoft.icon", "woff2": "font/woff2", "json": "application/json",
        "txt": "text/plain; charset=utf-8", "map": "application/json",
    ]
}
