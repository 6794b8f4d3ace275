// @title every call that makes a process or a thread meets the same limit
// @every-commit
// @request {"limits": {"processes": 32}}
// @probe fork EAGAIN
// @probe vfork EAGAIN
// @probe clone EAGAIN
// @probe clone-parent EAGAIN
// @probe clone-thread EAGAIN
// @probe clone3 ENOSYS|EAGAIN|EPERM
// @probe posix_spawn EAGAIN
// @probe again-after-the-end OK uncontrolled: that a process fits again once one has ended is so everywhere
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[1 << 16] __attribute__((aligned(16)));

static int nothing(void *unused) {
    (void)unused;
    // The raw call ends this thread or process alone.
    syscall(SYS_exit, 0);
    return 0;
}

static void say(const char *name, long result) {
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
    fflush(stdout);
}

int main(void) {
    // More than the sandbox allows, and few enough for any machine.
    pid_t children[200];
    int count = 0;
    long last = 0;
    while (count < 200 && (last = fork()) > 0) children[count++] = (pid_t)last;
    if (last == 0 && count < 200) {
        pause();
        _exit(0);
    }
    say("fork", last);

    pid_t pid = vfork();
    if (pid == 0) _exit(0);
    say("vfork", pid);
    say("clone", clone(nothing, stack + sizeof stack, SIGCHLD, NULL));
    say("clone-parent", clone(nothing, stack + sizeof stack, CLONE_PARENT | SIGCHLD, NULL));
    usleep(20000);
    say("clone-thread", clone(nothing, stack + sizeof stack, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, NULL));
    unsigned long long arguments[8] = {[4] = SIGCHLD};
    pid = (pid_t)syscall(SYS_clone3, arguments, sizeof arguments);
    if (pid == 0) _exit(0);
    say("clone3", pid);
    char *command[] = {"/bin/true", NULL};
    errno = posix_spawn(&pid, command[0], NULL, NULL, command, NULL);
    say("posix_spawn", errno == 0 ? 0 : -1);

    kill(children[0], SIGKILL);
    waitpid(children[0], NULL, 0);
    pid = fork();
    if (pid == 0) _exit(0);
    say("again-after-the-end", pid);
    for (int i = 1; i < count; i++) kill(children[i], SIGKILL);
    while (wait(NULL) > 0) {
    }
    return 0;
}
