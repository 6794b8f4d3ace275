// @title nobody gets ahead of the others by the scheduler's own means
// @every-commit
// @probe fifo EPERM
// @probe round-robin EPERM
// @probe deadline EPERM
// @probe realtime-by-parameters EPERM
// @probe nice EPERM|EACCES
// @probe nice-of-all EPERM|EACCES
// @probe disk-realtime EPERM
// @probe after-fork EPERM
#define _GNU_SOURCE
#include <errno.h>
#include <linux/ioprio.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

static const struct sched_param first = {.sched_priority = 10}, none = {0};

static void say(const char *name, long result) {
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
    fflush(stdout);
    sched_setscheduler(0, SCHED_OTHER, &none);
}

static long deadline(void) {
    // A tenth of a processor.
    struct attributes wanted = {.size = sizeof wanted, .policy = SCHED_DEADLINE, .runtime = 1000000,
                                .deadline = 10000000, .period = 10000000};
    return syscall(SYS_sched_setattr, 0, &wanted, 0);
}

int main(void) {
    // A group of its own: unprotected, that of whoever started it would be concerned too.
    setsid();
    say("fifo", sched_setscheduler(0, SCHED_FIFO, &first));
    say("round-robin", sched_setscheduler(0, SCHED_RR, &first));
    say("deadline", deadline());
    struct attributes wanted = {.size = sizeof wanted, .policy = SCHED_FIFO, .priority = 10};
    say("realtime-by-parameters", syscall(SYS_sched_setattr, 0, &wanted, 0));
    say("nice", setpriority(PRIO_PROCESS, 0, -20));
    say("nice-of-all", setpriority(PRIO_PGRP, 0, -20));
    say("disk-realtime", syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_RT, 0)));
    fflush(stdout);
    if (fork() == 0) {
        say("after-fork", sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first));
        _exit(0);
    }
    wait(NULL);
    return 0;
}
