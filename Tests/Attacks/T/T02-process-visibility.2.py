# @title Sees another run's processes, their arguments and environment
# @overlap
# @with include/probe.py
# @probe listed ONLY-OWN
# @probe secrets NONE
# @probe by-number NONE uncontrolled: the unprotected run has processes of its own
# @probe by-signal NONE uncontrolled: the unprotected run has processes of its own
# @probe by-session NONE uncontrolled: the unprotected run has processes of its own
#
# Hidden from the listing is not enough: each number is also asked for. The unprotected run starts a child that it must
# find.
import subprocess

from probe import *

child = subprocess.Popen(["sleep", "2"], env={"SECRET": "secret-environment-of-a-tenant"}) if UNPROTECTED else None
own = {os.getpid()}
pids = {int(name) for name in os.listdir("/proc") if name.isdigit()}
verdict("listed", "ONLY-OWN" if pids == own else "MORE")
secrets, numbers, signals, sessions = [], [], [], []
for pid in sorted(set(range(1, 5000)) - own):
    if child and pid == child.pid:
        continue
    if os.path.exists("/proc/%d" % pid):
        numbers.append(pid)
    for ask, found in ((lambda: os.kill(pid, 0), signals), (lambda: os.getsid(pid), sessions)):
        try:
            ask()
            # The init is there, and cannot be harmed.
            if pid != 1:
                found.append(pid)
        except OSError:
            pass
for pid in pids:
    for name in ("cmdline", "environ"):
        if b"-of-a-tenant" in (read("/proc/%d/%s" % (pid, name)) or b""):
            secrets.append(pid)
verdict("secrets", "SOME" if secrets else "NONE")
verdict("by-number", "SOME" if numbers else "NONE")
verdict("by-signal", "SOME" if signals else "NONE")
verdict("by-session", "SOME" if sessions else "NONE")
if child:
    child.kill()
