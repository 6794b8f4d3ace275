/// What a program may ask of a terminal with `ioctl`.
///
/// The requests are those of the type 'T', with a number in their lowest eight bits; the kernel has some of them twice,
/// with a size and a direction above. What is on this list is what a program under a terminal needs. All else of the
/// type is refused, whatever its upper bits are. That is, among others:
///
/// - TIOCSTI, TIOCLINUX: typing, and pasting, as if the user did.
/// - TIOCSETD, TIOCGETD: line disciplines, which are modules that the kernel loads on demand.
/// - TIOCCONS: what the console gets. TIOCVHANGUP: hanging up. TIOCPKT, TIOCSIG, TIOCGPTPEER, TIOCSPTLCK, TIOCGPTN: the
///   server's end, which the program does not have. TIOCSLCKTRMIOS: settings that nobody can change back. TIOCEXCL:
///   nobody opens it any more.
/// - TIOCSSERIAL, TIOCMSET, TIOCSRS485 and the like: serial lines.
package enum TerminalRequests {
    /// The type in the second byte of a request.
    static let type: UInt64 = 0x54
    /// Types of which nothing is needed: keyboards ('K', KD*) and consoles ('V', VT*).
    static let refusedTypes: [UInt64] = [0x4B, 0x56]

    /// Numbers of requests that are allowed.
    package static let allowed: KeyValuePairs<UInt64, String> = [
        0x01: "TCGETS: the settings; isatty()",
        0x02: "TCSETS: the settings; raw mode, no echo",
        0x03: "TCSETSW: the same, after what was written",
        0x04: "TCSETSF: the same, without what was typed",
        0x09: "TCSBRK: tcdrain()",
        0x0A: "TCXONC: tcflow()",
        0x0B: "TCFLSH: tcflush()",
        0x0E: "TIOCSCTTY: a session of its own gets the terminal; the init needs it too",
        0x0F: "TIOCGPGRP: who is in the foreground",
        0x10: "TIOCSPGRP: putting a job there",
        0x11: "TIOCOUTQ: what is not sent yet, also by a socket",
        0x13: "TIOCGWINSZ: the size",
        0x14: "TIOCSWINSZ: the size, for itself",
        0x1B: "FIONREAD: what can be read, also from pipes and sockets",
        0x21: "FIONBIO: whether to wait, of everything",
        0x22: "TIOCNOTTY: doing without",
        0x25: "TCSBRKP: tcsendbreak()",
        0x29: "TIOCGSID: whose it is",
        0x2A: "TCGETS2: the settings, as newer libraries ask",
        0x2B: "TCSETS2",
        0x2C: "TCSETSW2",
        0x2D: "TCSETSF2",
        0x50: "FIONCLEX: closing with an exec, of everything",
        0x51: "FIOCLEX: the same",
        0x52: "FIOASYNC: signals of everything",
        0x60: "FIOQSIZE: sizes of files",
    ]

    /// The blocks of numbers that are not allowed, each as the bits that must match and what they are: as few as cover
    /// them.
    static var refused: [(mask: UInt64, value: UInt64)] {
        blocks(from: 0, size: 256, allowed: Set(allowed.map(\.key)))
    }

    private static func blocks(from first: UInt64, size: UInt64, allowed: Set<UInt64>) -> [(
        mask: UInt64, value: UInt64
    )] {
        let count = allowed.count { ($0 >= first) && ($0 < first + size) }
        if count == 0 { return [(mask: 0x100 - size, value: first)] }
        guard count < size else { return [] }
        let half = size / 2
        return blocks(from: first, size: half, allowed: allowed)
            + blocks(from: first + half, size: half, allowed: allowed)
    }
}
