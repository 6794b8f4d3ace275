import CSandbox
import Glibc

extension SandboxLoop {
    /// Gives the program what waits for it, as far as it goes without waiting. What is left goes when there is room.
    func feed(_ run: SandboxRun) {
        guard let input = run.program.input else { return }
        while let descriptor = run.input {
            switch input.next() {
            case nil:
                return stopWaitingForRoom(run)
            case .resize(let size):
                sbx_resize_terminal(descriptor.raw, size.columns, size.rows)
            case .close:
                return closeInput(of: run)
            case .write(let bytes):
                let count = write(descriptor.raw, bytes, bytes.count)
                if count > 0 {
                    input.written(count)
                    // Everybody else has their turn before the rest.
                    if count < bytes.count || count == SandboxInputQueue.mostAtOnce { return waitForRoom(run) }
                } else if count == 0 || errno == EAGAIN {
                    return waitForRoom(run)
                } else if errno != EINTR {
                    // EPIPE or EIO: nobody has the other end any more. A program need not read what it is given.
                    return closeInput(of: run)
                }
            }
        }
    }

    private func waitForRoom(_ run: SandboxRun) {
        guard !run.isWaitingForRoom, let descriptor = run.input else { return }
        let token = SandboxRun.Source.token(run.id, .input)
        if sbx_epoll_add_writer(epoll.raw, descriptor.raw, token) == 0 {
            run.isWaitingForRoom = true
        } else {
            closeInput(of: run)
        }
    }

    /// A descriptor that nobody writes to would wake us for nothing.
    private func stopWaitingForRoom(_ run: SandboxRun) {
        guard run.isWaitingForRoom, let descriptor = run.input else { return }
        sbx_epoll_remove(epoll.raw, descriptor.raw)
        run.isWaitingForRoom = false
    }

    /// The program gets no more; what waits is forgotten.
    func closeInput(of run: SandboxRun) {
        stopWaitingForRoom(run)
        run.input = nil
        run.program.input?.close()
    }

    /// Takes what a terminal still holds when nobody is left who could write to it, and is done with it.
    ///
    /// It would say itself when nobody has it open any more; whatever may keep it open all the same is not waited for.
    func drain(_ run: SandboxRun) {
        while let descriptor = run.streams[.stdout] {
            let count = read(descriptor.raw, &buffer, buffer.count)
            if count > 0 {
                apply(.output(.stdout, count: count), to: run)
            } else if count == 0 || errno != EINTR {
                closeOutput(.stdout, of: run)
            }
        }
        run.terminal = nil
    }
}
