# @title Writes the kernel's settings in /proc and /sys
# @with include/probe.py
# @probe core-pattern ENOENT|EROFS|EACCES
# @probe modprobe ENOENT|EROFS|EACCES uncontrolled: a kernel may have no modules
# @probe sysrq ENOENT|EROFS|EACCES uncontrolled: not every kernel has it
# @probe drop-caches ENOENT|EROFS|EACCES
# @probe overcommit ENOENT|EROFS|EACCES
# @probe hostname-file ENOENT|EROFS|EACCES
# @probe namespace-limits ENOENT|EROFS|EACCES uncontrolled: root itself may be refused
# @probe oom-score ENOENT|EROFS|EACCES
# @probe coredump-filter ENOENT|EROFS|EACCES
# @probe own-name ENOENT|EROFS|EACCES
# @probe own-memory ENOENT|EROFS|EACCES
# @probe clear-refs ENOENT|EROFS|EACCES
# @probe timer-slack ENOENT|EROFS|EACCES
# @probe autogroup ENOENT|EROFS|EACCES uncontrolled: not every kernel has it
# @probe uevent-helper ENOENT|EROFS|EACCES uncontrolled: not every kernel has it
# @probe binfmt-misc ENOENT|EROFS|EACCES uncontrolled: it is not mounted everywhere
# @probe security-attributes ENOENT|EROFS|EACCES|EINVAL uncontrolled: not every kernel has them
# @probe hostname EPERM
# @probe domainname EPERM
# @probe sysctl-by-number ENOSYS uncontrolled: newer kernels have no such call
# @probe writable NOTHING
#
# The files are opened for writing and nothing is written. A core pattern with a pipe is a program that the host starts
# as root; binfmt_misc and uevent_helper are two more of these.
import stat

from probe import *

PLACES = {
    "core-pattern": "/proc/sys/kernel/core_pattern", "modprobe": "/proc/sys/kernel/modprobe",
    "sysrq": "/proc/sysrq-trigger", "drop-caches": "/proc/sys/vm/drop_caches",
    "overcommit": "/proc/sys/vm/overcommit_memory", "hostname-file": "/proc/sys/kernel/hostname",
    "namespace-limits": "/proc/sys/user/max_user_namespaces", "oom-score": "/proc/self/oom_score_adj",
    "coredump-filter": "/proc/self/coredump_filter", "own-name": "/proc/self/comm", "own-memory": "/proc/self/mem",
    "clear-refs": "/proc/self/clear_refs", "timer-slack": "/proc/self/timerslack_ns",
    "autogroup": "/proc/self/autogroup", "uevent-helper": "/sys/kernel/uevent_helper",
    "binfmt-misc": "/proc/sys/fs/binfmt_misc/register", "security-attributes": "/proc/self/attr/current",
}
for name, path in PLACES.items():
    attempt(name, lambda: os.close(os.open(path, os.O_WRONLY)))

writable = []
for top in ("/proc", "/sys"):
    for folder, names, files in os.walk(top):
        # Own descriptors may lead to what is one's own: pipes and memory.
        names[:] = [n for n in names if n not in ("fd", "map_files", "cwd", "root")]
        for name in files:
            path = os.path.join(folder, name)
            try:
                if stat.S_ISREG(os.lstat(path).st_mode) and os.access(path, os.W_OK):
                    writable.append(path)
            except OSError:
                pass
        if UNPROTECTED and writable:
            break
print("writable:", writable[:20])
verdict("writable", "SOMETHING" if writable else "NOTHING")
verdict("hostname", call(170, b"pwned\0", 5)[1])
verdict("domainname", call(171, b"pwned\0", 5)[1])
verdict("sysctl-by-number", call(156, 0)[1])
