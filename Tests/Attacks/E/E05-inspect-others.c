// @title Looks into other processes: ptrace, process_vm, pidfd_getfd, kcmp
// @every-commit
// @with include/probe.h
// @probe ptrace-child EPERM|ENOSYS
// @probe ptrace-seize-child EPERM|ENOSYS
// @probe ptrace-traceme EPERM|ENOSYS
// @probe ptrace-init EPERM|ENOSYS
// @probe readv-child EPERM|ENOSYS
// @probe readv-init EPERM|ENOSYS
// @probe writev-init EPERM|ENOSYS
// @probe getfd-child EPERM|ENOSYS
// @probe getfd-init EPERM|ENOSYS
// @probe kcmp-init EPERM|ENOSYS
// @probe madvise-init EPERM|ENOSYS
// @probe mem-of-init ENOENT|EACCES
// @probe mem-of-others NONE uncontrolled: the unprotected run has a pid namespace of its own
// @probe signal-others NONE uncontrolled: the unprotected run has a pid namespace of its own
//
// A program may not even look into its own children, so there is nothing to get wrong about whose they are. Pid numbers
// of other tenants mean nothing here.
#include "probe.h"

#include <sys/ptrace.h>
#include <sys/uio.h>

static char secret[16] = "own memory";

int main(void) {
    pid_t child = fork();
    if (child == 0) {
        for (;;) pause();
    }
    // In the unprotected run this program is pid 1, and its child stands for the init.
    pid_t init = getpid() == 1 ? child : 1;
    char copy[16];
    struct iovec local = {copy, sizeof copy}, remote = {secret, sizeof secret};
    probe("ptrace-seize-child", ptrace(PTRACE_SEIZE, child, 0, 0));
    ptrace(PTRACE_INTERRUPT, child, 0, 0);
    int status = 0;
    if (unprotected()) waitpid(child, &status, 0);
    ptrace(PTRACE_DETACH, child, 0, 0);
    probe("ptrace-child", ptrace(PTRACE_ATTACH, child, 0, 0));
    if (unprotected()) waitpid(child, &status, 0);
    ptrace(PTRACE_DETACH, child, 0, 0);
    probe("ptrace-init", ptrace(PTRACE_ATTACH, init, 0, 0));
    if (unprotected()) waitpid(init, &status, 0);
    ptrace(PTRACE_DETACH, init, 0, 0);
    probe("readv-child", process_vm_readv(child, &local, 1, &remote, 1, 0));
    probe("readv-init", process_vm_readv(init, &local, 1, &remote, 1, 0));
    probe("writev-init", process_vm_writev(init, &local, 1, &remote, 1, 0));
    int pidfd = (int)syscall(SYS_pidfd_open, child, 0), initfd = (int)syscall(SYS_pidfd_open, init, 0);
    probe_call("getfd-child", SYS_pidfd_getfd, pidfd, 0, 0);
    probe_call("getfd-init", SYS_pidfd_getfd, initfd, 0, 0);
    probe_call("kcmp-init", SYS_kcmp, getpid(), init, 0, 0, 0);
    struct iovec page = {NULL, 0};
    probe_call("madvise-init", SYS_process_madvise, initfd, PTR(&page), 1, 20 /* MADV_COLD */, 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", init);
    probe("mem-of-init", open(path, O_RDWR));
    int readable = 0, reachable = 0;
    for (pid_t pid = 1; pid < 40000; pid++) {
        if (pid == getpid() || pid == child || pid == 1) continue;
        reachable += kill(pid, 0) == 0;
        if (pid > 4000) continue;
        snprintf(path, sizeof path, "/proc/%d/mem", pid);
        readable += open(path, O_RDONLY) >= 0;
    }
    verdict("mem-of-others", readable == 0 ? "NONE" : "SOME");
    verdict("signal-others", reachable == 0 ? "NONE" : "SOME");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    // Last: being traced by one's parent stays.
    probe("ptrace-traceme", ptrace(PTRACE_TRACEME, 0, 0, 0));
    return 0;
}
