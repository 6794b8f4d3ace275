import HTTPTypes

/// Who may do what.
package struct AccessPolicy: Sendable {
    /// What an endpoint asks of its clients.
    package enum Level: Sendable {
        /// Nothing: files, and whether the server is there.
        case open
        /// Nothing of a browser that opens a page; else the key.
        case page
        /// The key, where there is one.
        case key
        /// The operators' key where there is one; else the key.
        case operators
    }

    package let key: AccessKey?
    package let operatorKey: AccessKey?
    /// `NAME:PASSWORD`, asked of everybody in addition.
    package let basic: AccessKey?
    package let origins: AllowedOrigins
    package let hosts: AllowedHosts

    package init(
        key: AccessKey? = nil, operatorKey: AccessKey? = nil, basic: AccessKey? = nil,
        origins: AllowedOrigins = .none,
        hosts: AllowedHosts = .all
    ) {
        self.key = key
        self.operatorKey = operatorKey
        self.basic = basic
        self.origins = origins
        self.hosts = hosts
    }

    /// Why a request is not let in; nil where it is.
    ///
    /// - Parameter changes: whether it may do something. A browser lets any page of the web send such requests here.
    package func problem(with claims: ClientClaims, changes: Bool, level: Level) -> APIError? {
        if level != .open, !hosts.contains(claims.host) {
            return APIError(
                .misdirectedRequest, "this server has no such name; coordinator.hosts gives it some")
        }
        if changes, let origin = claims.origin, !origins.contains(origin),
            !AllowedOrigins.isOwn(origin, host: claims.host)
        {
            return APIError(
                .forbidden,
                "pages of another origin must not do this; middleware.web.cors.origins lets some. "
                    + "A proxy must pass the Host header on as it is")
        }
        if level != .open, let basic, !claims.credentials.contains(where: basic.matches) { return Self.nameless }
        return isKnown(claims, level) ? nil : Self.unknown
    }

    /// Whoever runs the server may also use it.
    private func isKnown(_ claims: ClientClaims, _ level: Level) -> Bool {
        let wanted: [AccessKey]
        switch level {
        case .open, .page: return true
        case .key:
            guard let key else { return true }
            wanted = [key, operatorKey].compactMap(\.self)
        case .operators:
            guard let key = operatorKey ?? key else { return true }
            wanted = [key]
        }
        var isKnown = false
        for key in wanted {
            for candidate in claims.keys where key.matches(candidate) { isKnown = true }
        }
        return isKnown
    }

    private static let nameless = APIError(
        .unauthorized, "a user name and a password are needed, as HTTP's basic authentication has them",
        headers: [.wwwAuthenticate: #"Basic realm="Runlet", charset="UTF-8""#])

    private static let unknown = APIError(
        .unauthorized, "a key is needed, as in the header Authorization: Bearer KEY",
        headers: [.wwwAuthenticate: "Bearer"])
}
