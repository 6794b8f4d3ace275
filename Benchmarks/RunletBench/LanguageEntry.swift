/// What the benchmark reads of an entry of `/languages`.
struct LanguageEntry: Decodable {
    let id: String
}
