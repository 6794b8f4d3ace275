import Glibc

/// Where a thread of the pool sleeps while there is nothing to do.
final class PoolThread: Sendable {
    // The semaphore has an address of its own, as the system wants it.
    private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func sleep() {
        while sem_wait(semaphore) != 0, errno == EINTR {}
    }

    func wake() {
        sem_post(semaphore)
    }
}
