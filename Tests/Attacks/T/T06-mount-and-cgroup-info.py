# @title Learns of the host from mounts, cgroups and names
# @with include/probe.py
# @probe mount-roots PLAIN uncontrolled: the host's own mounts are plain too
# @probe overlay-paths NONE uncontrolled: the host may have no overlay
# @probe host-mounts NONE
# @probe cgroup ONLY-ROOT uncontrolled: the runner may be at the root itself
# @probe hostname runlet
# @probe node-name runlet
# @probe domain-name EMPTY uncontrolled: the host may have none
# @probe hostname-file runlet
# @probe mount-calls ENOSYS|EPERM uncontrolled: older kernels have no such call
# @never (upperdir|lowerdir|workdir)=
# @never /(var/lib|home|run)/
#
# What is mounted is a part of the system's own programs, at the path where they are; nothing tells where the engine lives,
# or of which run this is.
import socket

from probe import *

EXPECTED = {"/", "/usr", "/dev", "/proc", "/tmp", "/work", "/dev/shm", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}
mounts = [line.split() for line in open("/proc/self/mountinfo")]
odd = [(m[3], m[4]) for m in mounts if m[3] not in ("/", m[4], "/work", "/tmp", "/shm")]
print("roots:", odd)
verdict("mount-roots", "ODD" if odd else "PLAIN")
text = (read("/proc/self/mountinfo") or b"") + (read("/proc/self/mountstats") or b"") + (read("/proc/self/mounts") or b"")
verdict("overlay-paths", "SOME" if b"upperdir" in text else "NONE")
# What a language adds lies in /etc or /opt.
foreign = [m[4] for m in mounts if m[4] not in EXPECTED and not m[4].startswith(("/etc/", "/opt/", "/usr/"))]
print("foreign:", foreign[:20])
verdict("host-mounts", "SOME" if foreign else "NONE")
paths = {line.split(":", 2)[2] for line in open("/proc/self/cgroup").read().splitlines()}
verdict("cgroup", "ONLY-ROOT" if paths <= {"/"} else "DEEPER")
verdict("hostname", socket.gethostname())
verdict("node-name", os.uname().nodename)
domain = ctypes.create_string_buffer(6 * 65)
libc.uname(domain)
verdict("domain-name", "EMPTY" if domain.raw[5 * 65:].split(b"\0")[0] in (b"", b"(none)") else "SOME")
verdict("hostname-file", (read("/etc/hostname") or b"none").decode().strip())
verdict("mount-calls", call(458, ctypes.create_string_buffer(64), ctypes.create_string_buffer(64), 8, 0)[1])
