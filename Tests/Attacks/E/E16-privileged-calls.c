// @title Makes each system call that could reach the machine beyond the sandbox
// @every-commit
// @with include/probe.h
// @probe bpf EPERM|ENOSYS
// @probe perf-event-open EPERM|ENOSYS
// @probe userfaultfd EPERM|ENOSYS
// @probe fanotify-init EPERM|ENOSYS
// @probe name-to-handle EPERM|ENOSYS
// @probe open-by-handle EPERM|ENOSYS
// @probe syslog EPERM|ENOSYS
// @probe settimeofday EPERM|ENOSYS
// @probe clock-settime EPERM|ENOSYS
// @probe adjtimex EPERM|ENOSYS
// @probe clock-adjtime EPERM|ENOSYS
// @probe reboot EPERM|ENOSYS
// @probe swapon EPERM|ENOSYS
// @probe swapoff EPERM|ENOSYS
// @probe quotactl EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe acct EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe kexec-load EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe kexec-file-load EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe init-module EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe finit-module EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe delete-module EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe iopl EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe ioperm EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe modify-ldt EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe lookup-dcookie EPERM|ENOSYS uncontrolled: newer kernels have no such call
// @probe nfsservctl EPERM|ENOSYS uncontrolled: newer kernels have no such call
// @probe mbind EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe set-mempolicy EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe move-pages EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe migrate-pages EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe vhangup EPERM|ENOSYS
// @probe personality EPERM|ENOSYS
// @probe memfd-secret EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe landlock EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe cachestat EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe statmount EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe listmount EPERM|ENOSYS uncontrolled: not every kernel has it
// @probe seccomp-notify EPERM|ENOSYS
//
// With arguments that do nothing where a call is let through: what counts is whether the kernel's own code was reached.
// open_by_handle_at opens any file of a file system by its number ("shocker").
#include "probe.h"

#include <sys/timex.h>
#include <time.h>

// Of a session of its own, which has no terminal to hang up.
static int hangs_up(void) { return setsid() < 0 || syscall(SYS_vhangup) < 0 ? errno : 0; }

int main(void) {
    struct timex nothing = {.modes = 0};
    const long bad = 1;
    char handle[16 + 128] = {0};
    *(unsigned *)handle = 128;
    int mount_id = 0;
    probe_call("bpf", SYS_bpf, 0, 0, 0);
    probe_call("perf-event-open", SYS_perf_event_open, bad, 0, -1, -1, 0);
    probe_call("userfaultfd", SYS_userfaultfd, 0);
    probe_call("fanotify-init", SYS_fanotify_init, 0, O_RDONLY);
    probe_call("name-to-handle", SYS_name_to_handle_at, AT_FDCWD, PTR("."), PTR(handle), PTR(&mount_id), 0);
    probe_call("open-by-handle", SYS_open_by_handle_at, open("/", O_RDONLY), PTR(handle), O_RDONLY);
    probe_call("syslog", SYS_syslog, 10 /* size */, 0, 0);
    probe_call("settimeofday", SYS_settimeofday, bad, 0);
    probe_call("clock-settime", SYS_clock_settime, CLOCK_REALTIME, bad);
    probe_call("adjtimex", SYS_adjtimex, PTR(&nothing));
    probe_call("clock-adjtime", SYS_clock_adjtime, CLOCK_REALTIME, PTR(&nothing));
    probe_call("reboot", SYS_reboot, 0, 0, 0, 0);
    probe_call("swapon", SYS_swapon, bad, 0);
    probe_call("swapoff", SYS_swapoff, bad);
    probe_call("quotactl", SYS_quotactl, 0, 0, 0, 0);
    probe_call("acct", SYS_acct, bad);
    // Flags that do not exist.
    probe_call("kexec-load", SYS_kexec_load, 0, 0, 0, 0x7fff);
    probe_call("kexec-file-load", SYS_kexec_file_load, -1, -1, 0, 0, 0x7fff);
    probe_call("init-module", SYS_init_module, bad, 16, bad);
    probe_call("finit-module", SYS_finit_module, -1, bad, 0);
    probe_call("delete-module", SYS_delete_module, bad, 0);
    probe_call("iopl", SYS_iopl, 0);
    probe_call("ioperm", SYS_ioperm, 0x80, 1, 0);
    probe_call("modify-ldt", SYS_modify_ldt, 0, PTR(handle), 16);
    probe_call("lookup-dcookie", 212, 0, PTR(handle), 16);
    probe_call("nfsservctl", 180, 0, 0, 0);
    probe_call("mbind", SYS_mbind, 0, 0, 0, 0, 0, 0);
    probe_call("set-mempolicy", SYS_set_mempolicy, 0, 0, 0);
    probe_call("move-pages", SYS_move_pages, 0, 0, 0, 0, 0, 0);
    probe_call("migrate-pages", SYS_migrate_pages, 0, 0, 0, 0);
    // READ_IMPLIES_EXEC and no address randomization.
    probe_call("personality", SYS_personality, 0x0440000);
    probe_call("memfd-secret", 447, 0);
    probe_call("landlock", 444, 0, 0, 1);
    probe_call("cachestat", 451, -1, 0, 0, 0);
    probe_call("statmount", 457, 0, 0, 0, 0);
    probe_call("listmount", 458, 0, 0, 0, 0);
    probe_call("seccomp-notify", SYS_seccomp, 2 /* get action */, 0, PTR(&(unsigned){0x7fff0000}));
    probe_in_child("vhangup", hangs_up);
    return 0;
}
