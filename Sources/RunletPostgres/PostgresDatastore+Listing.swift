public import RunletCore

extension PostgresDatastore {
    /// Scalars of a search that count.
    private static let longestText = 200

    public func jobs(_ query: JobQuery) async throws -> Page<JobSummary> {
        // The query's bounds are its initialiser's; its fields can be set to anything.
        let query = JobQuery(page: query.page, size: query.size, text: query.text)
        let pattern = query.text.flatMap { $0.isEmpty ? nil : Self.pattern(containing: $0) }
        // As SQLite's LIKE: letters of ASCII match in both cases, which is what the collation of the columns says.
        let condition = pattern == nil ? "" : "WHERE name ILIKE $1 OR id ILIKE $1 OR state ILIKE $1"
        var parameters = PostgresParameters()
        if let pattern { parameters.append(pattern) }
        var pageParameters = parameters
        pageParameters.append(query.size)
        pageParameters.append((query.page - 1) * query.size)
        let count = pageParameters.count
        let counting = "SELECT count(*) FROM job \(condition)"
        let listing = """
            SELECT \(Records.jobColumns), outcome, task_count FROM job \(condition)
            ORDER BY created_at DESC, id DESC LIMIT $\(count - 1) OFFSET $\(count)
            """
        return try await pool.run(within: Self.longPatience) { [parameters, pageParameters] in
            { connection in
                let total = try connection.execute(counting, parameters).number()
                let rows = try connection.execute(listing, pageParameters)
                return Page(
                    items: try (0..<rows.count).map { try Records.summary(rows.row($0)) }, number: query.page,
                    size: query.size, totalItems: total)
            }
        }
    }

    /// A LIKE pattern where the text stands for itself.
    private static func pattern(containing text: String) -> String {
        var pattern = "%"
        for character in text.unicodeScalars.prefix(longestText) {
            if character == "%" || character == "_" || character == "\\" { pattern.append("\\") }
            pattern.unicodeScalars.append(character)
        }
        return pattern + "%"
    }
}
