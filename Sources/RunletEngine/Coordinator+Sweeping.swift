import Logging
import RunletCore

extension Coordinator {
    /// Between two looks at the logs of ended jobs.
    private static let evictionInterval = Duration.seconds(5)
    /// Between two removals of old jobs, in looks.
    private static let looksPerSweep = 120

    /// Forgets and removes what is old, until cancelled.
    func sweep() async {
        var look = 0
        while !Task.isCancelled {
            if look % Self.looksPerSweep == 0 { await removeOldJobs() }
            await removeForSpace()
            look += 1
            do { try await options.sleep(Self.evictionInterval) } catch { return }
            hub.evict(at: options.now())
        }
    }

    private func removeForSpace() async {
        do {
            let count = try await datastore.removeJobs(beyond: options.maxStoredBytes)
            if count > 0 { logger.warning("jobs removed for space", metadata: ["count": "\(count)"]) }
        } catch {
            if !Task.isCancelled { logger.warning("no jobs removed for space", metadata: ["error": "\(error)"]) }
        }
    }

    private func removeOldJobs() async {
        let age = Int64(clamping: options.retentionMilliseconds).multipliedReportingOverflow(by: 1000)
        guard !age.overflow else { return }
        let (time, overflow) = options.now().microseconds.subtractingReportingOverflow(age.partialValue)
        guard !overflow else { return }
        do {
            let count = try await datastore.removeJobs(endedBefore: Timestamp(microseconds: time))
            if count > 0 { logger.info("old jobs removed", metadata: ["count": "\(count)"]) }
        } catch {
            if !Task.isCancelled { logger.warning("old jobs not removed", metadata: ["error": "\(error)"]) }
        }
    }
}
