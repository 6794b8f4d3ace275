// How pid 1 waits for its program.
#include "internal.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Locks of byte ranges are memory of the kernel's that no cgroup counts (CVE-2022-0480), and there is no other limit of
// them. So many may be set, then one every so often: no program that has a use for them sees the difference.
enum { LOCKS_AT_ONCE = 16384, PAUSE_NS = 500000 };

// A call that the filter reports goes on in any case. Nothing is decided by its arguments, which could be changed under us.
static void let_pass(int listener, uint64_t *count) {
    // Larger than any kernel's own, which wants it to be zero.
    union {
        struct seccomp_notif notification;
        char room[512];
    } received = {.room = {0}};
    union {
        struct seccomp_notif_resp response;
        char room[512];
    } answer = {.room = {0}};
    // It fails where the caller was killed meanwhile.
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &received) != 0) return;
    if (++*count > LOCKS_AT_ONCE) {
        const struct timespec pause = {.tv_nsec = PAUSE_NS};
        nanosleep(&pause, NULL);
    }
    answer.response.id = received.notification.id;
    answer.response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

int sbx_child_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    // Blocked, or pid 1 would never get it: it has no handler.
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

// Reaps all that have ended. Returns whether the program is among them, or there is nobody any more.
static bool reap(pid_t program, int *status) {
    for (;;) {
        int ended = 0;
        pid_t pid = waitpid(-1, &ended, WNOHANG | __WALL);
        if (pid == program) {
            *status = ended;
            return true;
        }
        if (pid < 0 && errno == ECHILD) return true;
        if (pid <= 0) return false;
    }
}

void sbx_wait(pid_t program, int signals, int listener, int *status) {
    uint64_t count = 0;
    // poll leaves out a descriptor that is negative.
    struct pollfd sources[2] = {{.fd = signals, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
    while (!reap(program, status)) {
        poll(sources, 2, -1);
        struct signalfd_siginfo info;
        while (read(signals, &info, sizeof info) > 0) {
        }
        if ((sources[1].revents & POLLIN) != 0) let_pass(listener, &count);
    }
}
