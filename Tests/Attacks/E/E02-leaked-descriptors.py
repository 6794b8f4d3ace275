# @title Looks for descriptors that the engine left open, and goes through them
# @every-commit
# @with include/probe.py
# @probe descriptors ONLY-THREE
# @probe kinds NO-FILE-OF-THE-HOST
# @probe through-descriptors NOWHERE
# @probe init-descriptors ENOENT|EACCES
# @never runlet-canary-[0-9a-f]
#
# One kept directory of the host is the way out (CVE-2024-21626: an O_PATH descriptor of /sys/fs/cgroup and a working
# directory of /proc/self/fd/7). The unprotected run opens such a one itself, as a careless engine would.
from probe import *

if UNPROTECTED:
    os.dup2(os.open("/sys/fs/cgroup", os.O_PATH | os.O_DIRECTORY), 7, inheritable=True)

open_ones = [fd for fd in range(1024) if call(72, fd, 1)[1] == "OK"]  # fcntl(F_GETFD)
verdict("descriptors", "ONLY-THREE" if open_ones == [0, 1, 2] else "MORE")

kinds = {os.readlink("/proc/self/fd/%d" % fd).split(":")[0] for fd in open_ones}
print("seen:", sorted(kinds))
verdict("kinds", "NO-FILE-OF-THE-HOST" if kinds <= {"pipe", "/memfd"} else "SOME-FILE")

reached = []
for fd in range(1024):
    for path in ("../../../etc/shadow", "../../../etc/runlet-attack-canary"):
        try:
            reached.append((fd, os.open(path, os.O_RDONLY, dir_fd=fd)))
        except OSError:
            pass
        content = read("/proc/self/fd/%d/%s" % (fd, path))
        if content is not None:
            reached.append((fd, path))
verdict("through-descriptors", "SOMEWHERE" if reached else "NOWHERE")
attempt("init-descriptors", os.listdir, "/proc/1/fd")
