// @title no name space can be made, by any call, alone or with others
// @every-commit
// @probe user EPERM
// @probe mount EPERM
// @probe pid EPERM
// @probe network EPERM
// @probe ipc EPERM
// @probe host-name EPERM
// @probe cgroup EPERM
// @probe time EPERM
// @probe user-and-all EPERM
// @probe clone-user EPERM
// @probe clone-network EPERM
// @probe clone-user-and-all EPERM
// @probe clone3-user ENOSYS|EPERM
// @probe loop NONE
// Each is memory of the kernel's, and a user name space gives rights in all of the others.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif
#define ALL (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)

static void say(const char *name, long result) {
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
    fflush(stdout);
}

static void try_unshare(const char *name, int flags) {
    // In a child, so that one does not change what the next one meets.
    pid_t pid = fork();
    if (pid == 0) {
        say(name, unshare(flags));
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

static void try_clone(const char *name, unsigned long flags) {
    pid_t pid = (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) _exit(0);
    say(name, pid);
    if (pid > 0) waitpid(pid, NULL, 0);
}

int main(void) {
    try_unshare("user", CLONE_NEWUSER);
    try_unshare("mount", CLONE_NEWNS);
    try_unshare("pid", CLONE_NEWPID);
    try_unshare("network", CLONE_NEWNET);
    try_unshare("ipc", CLONE_NEWIPC);
    try_unshare("host-name", CLONE_NEWUTS);
    try_unshare("cgroup", CLONE_NEWCGROUP);
    try_unshare("time", CLONE_NEWTIME);
    try_unshare("user-and-all", ALL);
    try_clone("clone-user", CLONE_NEWUSER);
    try_clone("clone-network", CLONE_NEWNET);
    try_clone("clone-user-and-all", ALL);
    unsigned long long arguments[8] = {CLONE_NEWUSER, [4] = SIGCHLD};
    pid_t pid = (pid_t)syscall(SYS_clone3, arguments, sizeof arguments);
    if (pid == 0) _exit(0);
    say("clone3-user", pid);
    if (pid > 0) waitpid(pid, NULL, 0);

    int made = 0;
    for (int i = 0; i < 20; i++) made += unshare(CLONE_NEWIPC) == 0;
    printf("loop %s\n", made == 0 ? "NONE" : "SOME");
    return 0;
}
