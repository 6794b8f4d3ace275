// @title Writes garbage to every descriptor, and mistreats the three that it has
// @every-commit
// @with include/probe.h
// @request {"stdin": "the input"}
// @outcome failed
// @exit 3
// @probe others-open NONE
// @prints ^the input$
// @prints ^last words$
// @control none it mistreats whatever it has
//
// The init reports to the server in records of its own on a pipe that the program must not have. What it does have are
// pipes and a memory file that the server uses too: modes, sizes, owners and flags of these are the program's to spoil, but
// only for itself.
#include "probe.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#ifndef F_ADD_SEALS
#define F_ADD_SEALS 1033
#endif

int main(void) {
    char input[32] = {0};
    if (read(0, input, sizeof input - 1) > 0) printf("%s\n", input);
    fflush(stdout);

    // Records of the shape that an init's report has: numbers, an outcome, a time.
    unsigned long long record[16];
    for (int i = 0; i < 16; i++) record[i] = (unsigned long long)i << 32 | 1;
    int open_ones = 0;
    for (int fd = 3; fd < 1024; fd++) {
        open_ones += write(fd, record, sizeof record) >= 0 || errno != EBADF;
        open_ones += send(fd, record, sizeof record, MSG_DONTWAIT) >= 0 || (errno != EBADF && errno != ENOTSOCK);
    }
    verdict("others-open", open_ones == 0 ? "NONE" : "SOME");

    // The input's memory file.
    int ignored = (int)write(0, record, sizeof record);
    ignored |= ftruncate(0, 1 << 20) | ftruncate(0, 0);
    ignored |= fcntl(0, F_ADD_SEALS, 15);
    // The output's pipes.
    for (int fd = 0; fd < 3; fd++) {
        ignored |= fchmod(fd, 0) | fchown(fd, 0, 0);
        fcntl(fd, F_SETPIPE_SZ, 4096);
        fcntl(fd, F_SETPIPE_SZ, 1 << 20);
        fcntl(fd, F_SETOWN, 1);
        fcntl(fd, F_SETSIG, SIGKILL);
        int on = 1;
        ioctl(fd, FIOASYNC, &on);
    }
    // A second reader takes away what it can get, and goes.
    int thief = open("/proc/self/fd/1", O_RDONLY | O_NONBLOCK);
    if (thief >= 0) close(thief);
    // Writes become packets, and do not wait: the rest of a packet that is not read in one go would be lost.
    fcntl(1, F_SETFL, O_DIRECT | O_NONBLOCK);
    fcntl(2, F_SETFL, O_ASYNC);
    if (write(1, "last words\n", 11) != 11) return 4;
    // Exchanged, closed, and gone.
    dup2(1, 700);
    dup2(2, 1);
    dup2(700, 2);
    close(0);
    close(1);
    close(2);
    return 3;
}
