// @title Kills, stops, renices and limits whatever reports on it
// @every-commit
// @with include/probe.h
// @request {"limits": {"timeout": "5s"}}
// @outcome failed
// @exit 7
// @probe limit-init EPERM
// @probe limit-init-high-bits EPERM
// @probe priority EACCES|EPERM
// @probe real-time EPERM
// @probe io-priority EPERM
// @probe others-reached NONE
// @prints ^still here$
// @control none it would end and change what runs beside it
//
// The init has the program's own user, so the kernel's rules about users do not protect it: its being pid 1 does. After
// everything the exit code of the program must arrive, not that of its sibling.
#include "probe.h"

#include <sched.h>
#include <sys/resource.h>

int main(void) {
    for (int number = 1; number < 65; number++) signal(number, SIG_IGN);

    struct rlimit none = {0, 0};
    probe_call("limit-init", SYS_prlimit64, 1, RLIMIT_CPU, PTR(&none), 0);
    probe_call("limit-init-high-bits", SYS_prlimit64, (long)(1UL << 32 | 1), RLIMIT_NOFILE, PTR(&none), 0);
    probe("priority", setpriority(PRIO_PROCESS, 0, -5));
    struct sched_param highest = {1};
    probe("real-time", sched_setscheduler(0, SCHED_FIFO, &highest));
    probe_call("io-priority", SYS_ioprio_set, 1, 1, 1 << 13 | 0);
    // Allowed, since it is the same user; it must only not matter.
    setpriority(PRIO_PROCESS, 1, 19);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    sched_setaffinity(1, sizeof one, &one);

    // A sibling, so a child of the init's, that ends first and with another code. It shares nothing but the parent.
    long sibling = syscall(SYS_clone, 0x8000UL /* CLONE_PARENT */ | SIGKILL, 0, 0, 0, 0);
    if (sibling == 0) _exit(99);

    // A signal of its choice, sent by the kernel because of an input: to the init.
    int ends[2];
    if (pipe(ends) == 0) {
        fcntl(ends[0], F_SETOWN, 1);
        fcntl(ends[0], 10 /* F_SETSIG */, SIGKILL);
        fcntl(ends[0], F_SETFL, O_ASYNC | O_NONBLOCK);
        if (write(ends[1], "x", 1) < 0) perror("pipe");
    }

    static const int signals[] = {SIGKILL, SIGSTOP, SIGTERM, SIGTSTP, SIGSEGV, SIGBUS, SIGXCPU, SIGHUP, SIGCHLD, 34};
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
        int number = signals[i];
        kill(1, number);
        kill(getppid(), number);
        syscall(SYS_tkill, 1, number);
        syscall(SYS_tgkill, 1, 1, number);
        int pidfd = (int)syscall(SYS_pidfd_open, 1, 0);
        if (pidfd >= 0) {
            syscall(SYS_pidfd_send_signal, pidfd, number, 0, 0);
            close(pidfd);
        }
        if (kill(-1, number) < 0 && errno != ESRCH) perror("kill all");
    }
    int reached = 0;
    for (pid_t pid = 2; pid < 1 << 17; pid++) {
        if (pid == getpid() || pid == sibling) continue;
        reached += syscall(SYS_tgkill, pid, pid, SIGKILL) == 0;
    }
    verdict("others-reached", reached == 0 ? "NONE" : "SOME");
    puts("still here");
    return 7;
}
