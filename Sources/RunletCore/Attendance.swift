/// What a coordinator learns when it says that it is there.
public struct Attendance: Hashable, Sendable {
    /// The coordinators whose jobs are this one's from now on, since they have been silent for too long.
    public var takenOver: [String]
    /// Whether this one was not on the list: at its first time, and where others thought that it was gone and took its
    /// jobs.
    public var isNew: Bool

    public init(takenOver: [String] = [], isNew: Bool = false) {
        self.takenOver = takenOver
        self.isNew = isNew
    }
}
