/// Why a value does not fit its key.
enum Rejection: Error {
    /// It is not of the kind that the key takes.
    case mismatch
    /// It is of the right kind but out of bounds; the words complete "must be ...".
    case outOfBounds(String)
}
