# @title Reads what the kernel tells of the machine: keys, symbols, memory, timers, firmware
# @with include/probe.py
# @probe kcore ENOENT|EACCES uncontrolled: not every kernel has it
# @probe kallsyms ENOENT|EACCES
# @probe keys ENOENT|EACCES
# @probe kmsg ENOENT|EACCES
# @probe interrupts ENOENT|EACCES
# @probe modules ENOENT|EACCES uncontrolled: a kernel may have none
# @probe iomem ENOENT|EACCES
# @probe cmdline ENOENT|EACCES
# @probe config ENOENT|EACCES uncontrolled: not every kernel tells
# @probe sys ENOENT|EACCES
# @probe debug ENOENT|EACCES
# @probe kernel-entries ONLY-LINKS
# @probe others NONE
#
# There are no masks to take off or to race for (CVE-2025-31133, CVE-2025-52565): the proc that is mounted never had
# these files, and there is no sysfs.
from probe import *


def content(path):
    if os.path.isdir(path):
        return os.listdir(path)
    # The kernel's log is taken away by reading it.
    with open(path, "rb", 0) as file:
        return file.read(0 if path.endswith("kmsg") else 16)


for name, path in {
    "kcore": "/proc/kcore", "kallsyms": "/proc/kallsyms", "keys": "/proc/keys", "kmsg": "/proc/kmsg",
    "interrupts": "/proc/interrupts", "modules": "/proc/modules", "iomem": "/proc/iomem", "cmdline": "/proc/cmdline",
    "config": "/proc/config.gz", "sys": "/sys", "debug": "/sys/kernel/debug",
}.items():
    attempt(name, content, path)

others = ["/proc/" + name for name in (
    "acpi", "asound", "buddyinfo", "bus", "cgroups", "consoles", "cpuinfo", "crypto", "devices", "diskstats", "dma",
    "driver", "execdomains", "fb", "filesystems", "fs", "ioports", "irq", "key-users", "kpagecount", "kpageflags",
    "latency_stats", "locks", "meminfo", "misc", "mounts", "mtrr", "net", "pagetypeinfo", "partitions", "sched_debug",
    "schedstat", "scsi", "slabinfo", "softirqs", "stat", "swaps", "sys", "sysrq-trigger", "sysvipc", "timer_list", "tty",
    "uptime", "version", "version_signature", "vmallocinfo", "vmstat", "zoneinfo")]
others += ["/sys/firmware", "/sys/kernel", "/sys/kernel/tracing", "/sys/kernel/security", "/sys/class/powercap",
           "/sys/devices/virtual/powercap", "/sys/class/dmi/id", "/sys/fs/bpf", "/sys/fs/selinux", "/sys/module",
           "/tracing", "/debug", "/boot", "/lib/modules/" + os.uname().release + "/build"]
there = [path for path in others if os.path.lexists(path) and not path.startswith("/lib/modules")]
print("there:", there)
verdict("others", "SOME" if there else "NONE")
entries = {name for name in os.listdir("/proc") if not name.isdigit()}
print("entries:", sorted(entries))
verdict("kernel-entries", "ONLY-LINKS" if entries <= {"self", "thread-self"} else "MORE")
