# @title Leaves something that belongs to its user id for the next run with that id
# @with include/probe.py
# @probe owned-elsewhere NONE
# @probe left NONE
# @probe processes ONLY-OWN uncontrolled: the unprotected run has processes of its own
# @probe jobs NONE uncontrolled: root may have some
# @probe locks FREE uncontrolled: nothing was locked
# @probe threads FULL uncontrolled: it is what must work
#
# What counts by user (processes, signals, queues) must begin at nothing as well.
import fcntl
import subprocess
import threading

from probe import *

me = os.getuid()
owned, left = [], []
if UNPROTECTED:
    os.mkdir("spool")
    open("spool/left-by-0", "w").close()
for folder, names, files in os.walk("spool" if UNPROTECTED else "/"):
    names[:] = [n for n in names if os.path.join(folder, n) not in ("/proc", "/usr", "/opt", "/work")]
    for name in names + files:
        path = os.path.join(folder, name)
        if os.lstat(path).st_uid == me and path not in ("/tmp", "/dev/shm", "/work"):
            owned.append(path)
        if name.startswith("left-by-") or name == "late":
            left.append(path)
print("owned:", owned, "left:", left)
verdict("owned-elsewhere", "SOME" if owned else "NONE")
verdict("left", "SOME" if left else "NONE")
others = [pid for pid in range(2, 5000) if pid != os.getpid() and os.path.exists("/proc/%d" % pid)]
verdict("processes", "MORE" if others else "ONLY-OWN")
jobs = []
for command in (["crontab", "-l"], ["atq"]):
    try:
        done = subprocess.run(command, capture_output=True, timeout=1)
        jobs += [command] if done.returncode == 0 and done.stdout else []
    except (OSError, subprocess.TimeoutExpired):
        pass
verdict("jobs", "SOME" if jobs else "NONE")
try:
    with open("/tmp/lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    verdict("locks", "FREE")
except OSError as error:
    verdict("locks", error_name(error.errno))
# The whole of the process limit is there.
end, started = threading.Event(), 0
try:
    for _ in range(60):
        threading.Thread(target=end.wait, daemon=True).start()
        started += 1
except RuntimeError:
    pass
end.set()
verdict("threads", "FULL" if started == 60 else "FEWER")
