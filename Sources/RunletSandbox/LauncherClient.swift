import CSandbox
import Glibc

/// The server's end of a launcher process. Used by the reactor's thread only.
struct LauncherClient {
    let socket: Descriptor
    let pid: pid_t

    /// Starts a launcher and waits until its template stands: some 10 ms, once.
    init(template: [UInt8]) throws(SandboxError) {
        var pair: [Int32] = [-1, -1]
        _ = try checked(sbx_socket_pair(&pair), "socketpair")
        socket = Descriptor(pair[0])
        let other = Descriptor(pair[1])
        var pid: pid_t = 0
        _ = try checked(sbx_start_launcher(other.raw, &pid), "start the launcher")
        self.pid = pid
        let file = try MemoryFile.sealed(template, name: "runlet-template")
        _ = try checked(sbx_send(socket.raw, "t", 1, [file.raw], 1), "send the template")
        // Our copy of the launcher's end must go, or its death would not show.
        withExtendedLifetime(other) {}
    }

    /// The launcher's first word. Call once, before any request.
    func awaitReady() throws(SandboxError) {
        var wait = pollfd(fd: socket.raw, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, 20_000) == 1 else { throw .lost }
        let (reply, _) = try receive()
        guard reply.error == 0 else {
            throw .layer(SandboxStage(reply.stage), step: Int(reply.index), errno: reply.error)
        }
    }

    /// The next answer, and the pidfd that came with it. Waits for it.
    func receive() throws(SandboxError) -> (sbx_reply, Descriptor?) {
        var reply = sbx_reply()
        var pidfd: Int32 = -1
        let size = try checked(sbx_receive_reply(socket.raw, &reply, &pidfd), "receive from the launcher")
        let descriptor = pidfd >= 0 ? Descriptor(pidfd) : nil
        guard size > 0 else { throw .lost }
        return (reply, descriptor)
    }

    /// Asks for an init.
    func send(_ request: [UInt8], _ descriptors: [Descriptor]) throws(SandboxError) {
        let raw = descriptors.map(\.raw)
        let result = withExtendedLifetime(descriptors) {
            sbx_send(socket.raw, request, request.count, raw, Int32(raw.count))
        }
        guard result == 0 else { throw result == -EPIPE ? .lost : .system("send to the launcher", errno: -result) }
    }
}
