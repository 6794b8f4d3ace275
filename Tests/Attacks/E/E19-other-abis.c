// @title Makes calls by the doors of other ABIs: int 0x80, socketcall, x32, high bits
// @every-commit
// @with include/probe.h
// @probe int80-getpid ENOSYS|EPERM|SIGSYS|SIGSEGV uncontrolled: a kernel may have no 32-bit entry
// @probe int80-socketcall-alg ENOSYS|EPERM|SIGSYS|SIGSEGV uncontrolled: a kernel may have no 32-bit entry
// @probe int80-mount ENOSYS|EPERM|SIGSYS|SIGSEGV uncontrolled: a kernel may have no 32-bit entry
// @probe x32-getpid ENOSYS|EPERM|SIGSYS uncontrolled: most kernels have no x32
// @probe x32-ptrace ENOSYS|EPERM|SIGSYS uncontrolled: most kernels have no x32
// @probe high-bits-ptrace ENOSYS|EPERM
// @probe high-bits-unshare ENOSYS|EPERM
// @probe high-bits-of-a-family ENOSYS|EPERM
// @probe negative ENOSYS uncontrolled: there are no such calls
//
// The 32-bit calls have other numbers: a filter that looks at numbers only lets chroot through as something else. And
// socketcall has its arguments in memory, where no filter looks.
#include "probe.h"

#include <sys/mman.h>
#include <sys/ptrace.h>

static int *low;

// The result of a 32-bit call: 0 or an errno.
static int int80(int number, long b, long c, long d) {
    int result = 0;
    __asm__ volatile("int $0x80" : "=a"(result) : "0"(number), "b"(b), "c"(c), "d"(d) : "memory", "r8", "r9", "r10", "r11");
    return result < 0 ? -result : 0;
}

static int getpid32(void) { return int80(20, 0, 0, 0); }

static int socketcall32(void) {
    low[0] = 38;  // AF_ALG
    low[1] = 5;
    low[2] = 0;
    return int80(102, 1, (long)low, 0);
}

static int mount32(void) {
    strcpy((char *)low, ".");
    return int80(21, (long)low, (long)low, (long)low);
}

static int traced(void) { return syscall((long)(1UL << 32 | SYS_ptrace), PTRACE_TRACEME, 0, 0, 0) < 0 ? errno : 0; }
static int traced_x32(void) { return syscall(0x40000000L | 521, PTRACE_TRACEME, 0, 0, 0) < 0 ? errno : 0; }
static int unshared(void) { return syscall((long)(0xdeadUL << 32 | SYS_unshare), 0x40000000L) < 0 ? errno : 0; }

int main(void) {
    low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    probe_in_child("int80-getpid", getpid32);
    probe_in_child("int80-socketcall-alg", socketcall32);
    probe_in_child("int80-mount", mount32);
    probe_call("x32-getpid", 0x40000000L | SYS_getpid);
    probe_in_child("x32-ptrace", traced_x32);
    probe_in_child("high-bits-ptrace", traced);
    probe_in_child("high-bits-unshare", unshared);
    // The kernel takes a family of 32 bits: 17 is AF_PACKET also with something above it.
    probe_call("high-bits-of-a-family", SYS_socket, (long)(1UL << 32 | 17), 3, 0);
    probe_call("negative", -1);
    return 0;
}
