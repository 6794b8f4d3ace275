import HTTPTypes

/// What browsers are told of a page beside its content.
enum PageHeaders {
    /// Everything from files of this server: no script and no style in the page itself.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
        font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'
        """

    /// - Parameter embedded: whether pages of others may show it in a frame.
    static func page(embedded: Bool) -> HTTPFields {
        var fields: HTTPFields = [.contentSecurityPolicy: "\(policy); frame-ancestors \(embedded ? "*" : "'none'")"]
        if !embedded { fields[raw: "Cross-Origin-Opener-Policy"] = "same-origin" }
        return fields
    }
}
