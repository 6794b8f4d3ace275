/// What reaches one coordinator: from workers the news of its jobs, from other coordinators what their clients want of
/// them.
public enum CoordinatorMessage: Hashable, Sendable, Codable {
    case news(TaskEvent)
    /// Somebody wants the job to be cancelled.
    case cancel(JobID)
    /// Somebody elsewhere watches one of its jobs.
    case question(EventsQuestion)
    /// What another coordinator says to a question.
    case answer(EventsAnswer)

    /// Whether a job could be lost with it. The others are asked for again.
    public var isPersistent: Bool {
        switch self {
        case .news(let event): event.isPersistent
        case .cancel: true
        case .question, .answer: false
        }
    }
}
