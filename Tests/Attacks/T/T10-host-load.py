# @title Follows the load of the machine, which other tenants make
# @with include/probe.py
# @probe load ENOENT|EACCES
# @probe stat ENOENT|EACCES
# @probe memory ENOENT|EACCES
# @probe uptime ENOENT|EACCES
# @probe interrupts ENOENT|EACCES
# @probe others NONE
# @probe network-counters OWN
#
# What sysinfo(2) and the clocks tell of the machine is printed and not judged: run-time systems size themselves by it, and
# time cannot be hidden.
import time

from probe import *

for name, path in {"load": "loadavg", "stat": "stat", "memory": "meminfo", "uptime": "uptime", "interrupts": "interrupts"}.items():
    attempt(name, lambda: open("/proc/" + path).read())
others = ["/proc/" + name for name in (
    "vmstat", "diskstats", "pressure", "pressure/cpu", "pressure/memory", "pressure/io", "softirqs", "schedstat", "locks",
    "net/dev", "net/snmp", "net/netstat", "net/softnet_stat", "zoneinfo", "buddyinfo", "slabinfo", "swaps", "cpuinfo",
    "timer_list", "sched_debug", "sys/fs/file-nr", "sys/fs/inode-nr", "sys/kernel/random/entropy_avail", "key-users",
    "sys/kernel/ns_last_pid", "sys/kernel/pty/nr", "cgroups")]
others += ["/sys/devices/system/cpu", "/sys/class/powercap", "/sys/class/thermal", "/sys/block", "/sys/kernel/mm/ksm"]
there = [path for path in others if os.path.exists(path)]
print("there:", there)
verdict("others", "SOME" if there else "NONE")
devices = [line.split(":")[0].strip() for line in open("/proc/self/net/dev").read().splitlines()[2:]]
verdict("network-counters", "OWN" if devices == ["lo"] else "MORE")
information = ctypes.create_string_buffer(112)
libc.sysinfo(information)
print("sysinfo:", [int.from_bytes(information.raw[i:i + 8], "little") for i in range(0, 80, 8)])
print("since boot:", time.clock_gettime(time.CLOCK_BOOTTIME))
