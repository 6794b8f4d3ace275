# @title Leaves something that belongs to its user id for the next run with that id
# @prints ^left [1-9]
# @control none it leaves things
#
# Files, timers, queued signals, locks, a process of another session, jobs for later.
import fcntl
import os
import signal
import subprocess
import time

count = 0
for folder in ("/tmp", "/dev/shm", "/var/spool/cron", "/var/spool/cron/crontabs", "/var/spool/at", "/run/user", "/run/lock", "/var/mail"):
    try:
        path = "%s/left-by-%d" % (folder, os.getuid())
        file = open(path, "w")
        fcntl.flock(file, fcntl.LOCK_EX)
        os.chmod(path, 0o600)
        count += 1
    except OSError:
        pass
for command in (["crontab", "/tmp/left-by-1000"], ["at", "now"], ["batch"], ["loginctl", "enable-linger"]):
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=1)
    except (OSError, subprocess.TimeoutExpired):
        pass
# Signals that wait for ever count against the user.
signal.pthread_sigmask(signal.SIG_BLOCK, range(34, 64))
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
        open("/tmp/late", "w").close()
    os._exit(0)
print("left", count)
