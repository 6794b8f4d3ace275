// @title no core is dumped, into no file and to no helper of the host's
// @every-commit
// @probe raise EPERM
// @probe lower EPERM
// @probe raise-for-child EPERM
// @probe filter EROFS|EACCES|EPERM
// @probe core NONE
// With a limit of 0 the kernel still starts a helper where core_pattern is a pipe; only at exactly 1 it does not. So the
// limit may not be lowered either.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *name, long result) {
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
    fflush(stdout);
}

static long set(pid_t pid, rlim_t soft) {
    struct rlimit limit = {soft, RLIM_INFINITY};
    if (soft == 0) {
        getrlimit(RLIMIT_CORE, &limit);
        limit.rlim_cur = 0;
    }
    return pid == 0 ? setrlimit(RLIMIT_CORE, &limit) : prlimit(pid, RLIMIT_CORE, &limit, NULL);
}

int main(void) {
    say("lower", set(0, 0));
    say("raise", set(0, RLIM_INFINITY));
    int fd = open("/proc/self/coredump_filter", O_WRONLY);
    say("filter", fd < 0 ? -1 : write(fd, "0x33", 4));
    prctl(PR_SET_DUMPABLE, 1);
    pid_t pid = fork();
    if (pid == 0) {
        pause();
        _exit(0);
    }
    say("raise-for-child", set(pid, RLIM_INFINITY));
    kill(pid, SIGSEGV);
    int status = 0;
    waitpid(pid, &status, 0);
    glob_t found;
    const char *verdict = WCOREDUMP(status) ? "DUMPED" : "NONE";
    if (glob("*core*", 0, NULL, &found) == 0) verdict = "FILE";
    printf("core %s\n", verdict);
    return 0;
}
