// @title Makes or enters namespaces by unshare, clone, clone3 and setns
// @every-commit
// @with include/probe.h
// @probe unshare-user EPERM|ENOSYS
// @probe unshare-mount EPERM|ENOSYS
// @probe unshare-uts EPERM|ENOSYS
// @probe unshare-ipc EPERM|ENOSYS
// @probe unshare-pid EPERM|ENOSYS
// @probe unshare-net EPERM|ENOSYS
// @probe unshare-cgroup EPERM|ENOSYS
// @probe unshare-time EPERM|ENOSYS
// @probe clone-user EPERM|ENOSYS
// @probe clone-all EPERM|ENOSYS
// @probe clone-high-bits EPERM|ENOSYS
// @probe clone3-user EPERM|ENOSYS
// @probe clone3-plain ENOSYS
// @probe setns-user EPERM|ENOSYS
// @probe setns-net EPERM|ENOSYS
// @probe setns-mount EPERM|ENOSYS
// @probe setns-pidfd-of-init EPERM|ENOSYS
// @probe plain-fork OK uncontrolled: a program must be able to fork
//
// Most ways to become root from nothing begin with a user namespace: in it, kernel code that expects an administrator is
// within reach of all. clone3 must not be there at all, since its flags are in memory, where no filter can look.
#include "probe.h"

#include <linux/sched.h>
#include <sched.h>

#define TIME 0x80

static const unsigned long every = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
    | CLONE_NEWCGROUP;
static int kind;

// In a child, so that what succeeds concerns nobody else.
static int unshares(void) { return syscall(SYS_unshare, kind) < 0 ? errno : 0; }

static void ended(long pid) {
    if (pid == 0) _exit(0);
    if (pid > 0) waitpid((pid_t)pid, NULL, __WALL);
}

static void clones(const char *name, unsigned long flags) {
    fflush(stdout);
    long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
    int error = errno;
    ended(pid);
    errno = error;
    probe(name, pid);
}

static void clones3(const char *name, unsigned long flags) {
    fflush(stdout);
    struct clone_args arguments = {.flags = flags, .exit_signal = SIGCHLD};
    long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
    int error = errno;
    ended(pid);
    errno = error;
    probe(name, pid);
}

static void enters(const char *name, const char *path) {
    int fd = open(path, O_RDONLY);
    if (fd < 0) {
        probe(name, fd);
        return;
    }
    probe_call(name, SYS_setns, fd, 0);
}

int main(void) {
    const struct { const char *name; int flag; } kinds[] = {
        {"unshare-user", CLONE_NEWUSER}, {"unshare-mount", CLONE_NEWNS}, {"unshare-uts", CLONE_NEWUTS},
        {"unshare-ipc", CLONE_NEWIPC}, {"unshare-pid", CLONE_NEWPID}, {"unshare-net", CLONE_NEWNET},
        {"unshare-cgroup", CLONE_NEWCGROUP}, {"unshare-time", TIME},
    };
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        kind = kinds[i].flag;
        probe_in_child(kinds[i].name, unshares);
    }
    clones("clone-user", CLONE_NEWUSER);
    clones("clone-all", every);
    clones("clone-high-bits", CLONE_NEWUSER | 1UL << 40);
    clones3("clone3-user", CLONE_NEWUSER | CLONE_NEWNET);
    clones3("clone3-plain", 0);
    clones("plain-fork", 0);
    // One's own are open to all; entering the user namespace that one is in is EINVAL to the kernel itself.
    enters("setns-user", "/proc/self/ns/user");
    enters("setns-net", "/proc/self/ns/net");
    enters("setns-mount", "/proc/self/ns/mnt");
    probe_call("setns-pidfd-of-init", SYS_setns, syscall(SYS_pidfd_open, 1, 0), CLONE_NEWNET);
    return 0;
}
