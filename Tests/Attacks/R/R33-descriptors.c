// @title every way to open a descriptor meets the same limit, and the limits cannot be raised
// @every-commit
// @probe raise EPERM
// @probe open EMFILE
// @probe dup EMFILE
// @probe pipe EMFILE
// @probe socket EMFILE
// @probe memory-file EMFILE
// @probe epoll EMFILE
// @probe event EMFILE
// @probe timer EMFILE
// @probe signal EMFILE
// @probe notify EMFILE|ENOSYS uncontrolled: of these a user has few everywhere
// @probe process EMFILE
// @probe under-way ETOOMANYREFS
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { MANY = 3000 };

static int by_open(void) { return open("/dev/null", O_RDONLY); }
static int by_dup(void) { return dup(0); }
static int by_pipe(void) {
    int ends[2];
    return pipe(ends);
}
static int by_socket(void) { return socket(AF_UNIX, SOCK_STREAM, 0); }
static int by_memory(void) { return memfd_create("x", 0); }
static int by_epoll(void) { return epoll_create1(0); }
static int by_event(void) { return eventfd(0, 0); }
static int by_timer(void) { return timerfd_create(CLOCK_MONOTONIC, 0); }
static int by_signal(void) {
    sigset_t set;
    sigemptyset(&set);
    return signalfd(-1, &set, 0);
}
static int by_process(void) { return (int)syscall(SYS_pidfd_open, getpid(), 0); }

static void say(const char *name, long result) {
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
}

static void fill(const char *name, int (*body)(void)) {
    int result = 0;
    for (int i = 0; i < MANY && result >= 0; i++) result = body();
    say(name, result);
    close_range(3, ~0u, 0);
}

// Sent and never received: open, and in nobody's table.
static int send_away(void) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends) != 0) return -1;
    int result = 0;
    for (int i = 0; i < 5 && result >= 0; i++) {
        union {
            struct cmsghdr header;
            char space[CMSG_SPACE(250 * sizeof(int))];
        } control = {.header = {.cmsg_len = CMSG_LEN(250 * sizeof(int)), .cmsg_level = SOL_SOCKET,
                                .cmsg_type = SCM_RIGHTS}};
        struct iovec byte = {"x", 1};
        struct msghdr message = {.msg_iov = &byte, .msg_iovlen = 1, .msg_control = &control,
                                 .msg_controllen = sizeof control};
        result = (int)sendmsg(ends[0], &message, 0);
    }
    return result;
}

static int by_notify(void) { return inotify_init(); }

int main(void) {
    struct rlimit large = {8192, 8192};
    say("raise", setrlimit(RLIMIT_NOFILE, &large));
    fill("open", by_open);
    fill("dup", by_dup);
    fill("pipe", by_pipe);
    fill("socket", by_socket);
    fill("memory-file", by_memory);
    fill("epoll", by_epoll);
    fill("event", by_event);
    fill("timer", by_timer);
    fill("signal", by_signal);
    fill("notify", by_notify);
    fill("process", by_process);
    int result = 0;
    for (int i = 0; i < 12 && result >= 0; i++) result = send_away();
    say("under-way", result);
    return 0;
}
