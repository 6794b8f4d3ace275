// @title Types into a terminal, changes its line discipline, takes one over
// @with include/probe.h
// @probe open-tty ENXIO uncontrolled: a machine without a terminal has none
// @probe new-terminal ENOENT|EACCES
// @probe type EPERM
// @probe type-high-bits EPERM
// @probe paste EPERM
// @probe discipline EPERM
// @probe take-over ENOTTY|EPERM
// @probe streams-are-terminals NO uncontrolled: the unprotected run has files
//
// What is typed into the terminal of whoever started the engine runs with that one's rights (CVE-2017-5226), and the
// request's upper bits are not looked at by the kernel (CVE-2023-1523). The unprotected run types into a terminal of its
// own.
#include "probe.h"

#include <sys/ioctl.h>

#define TYPE_CHARACTER 0x5412  // TIOCSTI
#define LINUX_TERMINAL 0x541c  // TIOCLINUX
#define DISCIPLINE 0x5423      // TIOCSETD

// All in a child with a session of its own, so that nobody's terminal is concerned.
static void attack(void) {
    setsid();
    probe("open-tty", open("/dev/tty", O_RDWR));
    int master = open("/dev/ptmx", O_RDWR | O_NOCTTY), target = 0;
    probe("new-terminal", master);
    if (master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0) target = open(ptsname(master), O_RDWR | O_NOCTTY);
    probe("take-over", ioctl(target, TIOCSCTTY, 0));
    char key = 'x', paste[8] = {3};
    int number = 0;
    probe_call("type", SYS_ioctl, target, TYPE_CHARACTER, PTR(&key));
    probe_call("type-high-bits", SYS_ioctl, target, (long)(0xdeadUL << 32 | TYPE_CHARACTER), PTR(&key));
    probe_call("paste", SYS_ioctl, target, LINUX_TERMINAL, PTR(paste));
    probe_call("discipline", SYS_ioctl, target, DISCIPLINE, PTR(&number));
}

int main(void) {
    verdict("streams-are-terminals", isatty(0) || isatty(1) || isatty(2) ? "YES" : "NO");
    pid_t child = fork();
    if (child == 0) {
        attack();
        _exit(0);
    }
    waitpid(child, NULL, 0);
    return 0;
}
