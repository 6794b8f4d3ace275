# @title Changes its own limits: finds, writes and makes cgroups
# @with include/probe.py
# @probe sys-fs-cgroup ENOENT
# @probe procs-file ENOENT
# @probe make-group ENOENT|EROFS|EPERM
# @probe mount-v2 EPERM|ENOSYS
# @probe mount-v1 EPERM|ENOSYS
# @probe path ONLY-ROOT uncontrolled: the runner may be at the root itself
# @probe cgroup-namespace EPERM|ENOSYS
# @probe any-cgroup-file NONE
#
# The limits are files. A cgroup file system that can be written is also a way to the host's root, by release_agent in
# version 1 (CVE-2022-0492) and by a shared namespace (CVE-2023-25809).
import glob

from probe import *

MOUNT, UNSHARE = 165, 272
attempt("sys-fs-cgroup", os.listdir, "/sys/fs/cgroup")
candidates = ["/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/memory/cgroup.procs", "/sys/fs/cgroup/cpu/cgroup.procs",
              "/sys/fs/cgroup/systemd/cgroup.procs"]
target = next((path for path in candidates if os.path.exists(path)), candidates[0])
# Opened for writing, and nothing written: in the unprotected run that would be the host's.
attempt("procs-file", lambda: os.close(os.open(target, os.O_WRONLY)))


def make():
    path = os.path.dirname(target) + "/runlet-attack-group"
    os.mkdir(path)
    os.rmdir(path)


attempt("make-group", make)
os.makedirs("m/1")
os.makedirs("m/2")
verdict("mount-v2", call(MOUNT, b"none", os.path.abspath("m/2").encode() + b"\0", b"cgroup2\0", 0, 0)[1])
verdict("mount-v1", call(MOUNT, b"none", os.path.abspath("m/1").encode() + b"\0", b"cgroup\0", 0, b"none,name=runlet-attack\0")[1])
own = [line.split(":", 2)[2] for line in open("/proc/self/cgroup").read().splitlines()]
verdict("path", "ONLY-ROOT" if own and set(own) == {"/"} else "DEEPER")
names = ("memory.max", "memory.limit_in_bytes", "cgroup.procs", "pids.max", "devices.allow", "release_agent", "cpu.max")
found = [p for name in names for p in glob.glob("/sys/fs/cgroup/" + name) + glob.glob("/sys/fs/cgroup/*/" + name)]
if not UNPROTECTED:
    found += [os.path.join(d, n) for top in ("/tmp", "/dev", "/run", "/var", "/work", "/home", "/root", "/etc", "/opt")
              for d, _, files in os.walk(top) for n in files if n in names]
verdict("any-cgroup-file", "SOME" if found else "NONE")
verdict("cgroup-namespace", call(UNSHARE, 0x02000000)[1])
if UNPROTECTED:
    for kind in ("1", "2"):
        libc.umount2(b"m/" + kind.encode(), 2)
