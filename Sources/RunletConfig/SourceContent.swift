/// What one source says: settings of known keys, and what is wrong with the rest.
struct SourceContent {
    var settings: [Setting] = []
    var problems: [Problem] = []
}
