/// An error of a driver that may be over soon: whoever asked may ask again.
public protocol TemporaryError: Error {
    /// Whether trying again makes sense, rather than mending something first.
    var isTemporary: Bool { get }
}
