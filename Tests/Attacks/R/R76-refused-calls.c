// @title a refused system call is an error that a program can handle, and no reason to end it
// @exit 0
// @probe refused EPERM
// @probe unknown ENOSYS uncontrolled: this number has no system call on any kernel
// @probe own-filter EPERM|EACCES
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void say(const char *name, long result) {
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
}

int main(void) {
    say("refused", unshare(CLONE_NEWUTS));
    say("unknown", syscall(9999));
    // One's own filter could end pid 1's children with SIGSYS in the engine's name.
    struct sock_filter all[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog program = {.len = 1, .filter = all};
    say("own-filter", prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
    return 0;
}
