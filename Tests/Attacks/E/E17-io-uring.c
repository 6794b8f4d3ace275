// @title Opens files and sockets through io_uring, past the system call filter
// @every-commit
// @with include/probe.h
// @probe setup ENOSYS|EPERM
// @probe setup-high-bits ENOSYS|EPERM
// @probe enter ENOSYS|EPERM
// @probe register ENOSYS|EPERM
//
// What a ring does is not seen by a filter. So there is no ring at all.
#include "probe.h"

int main(void) {
    char parameters[120] = {0};
    probe_call("setup", SYS_io_uring_setup, 8, PTR(parameters));
    memset(parameters, 0, sizeof parameters);
    probe_call("setup-high-bits", (long)(1UL << 32 | SYS_io_uring_setup), 8, PTR(parameters));
    probe_call("enter", SYS_io_uring_enter, -1, 0, 0, 0, 0, 0);
    probe_call("register", SYS_io_uring_register, -1, 0, 0, 0);
    return 0;
}
