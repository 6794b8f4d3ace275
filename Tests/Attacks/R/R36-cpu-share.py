# @title many processes on all processors get one run's share together
# @request {"limits": {"cpus": 0.5, "timeout": "5s"}}
# @probe share WITHIN
import os
import time

# On every processor there is, in as many sessions as processes.
os.sched_setaffinity(0, range(os.cpu_count() or 1))
# What the start took is not of this time.
start = sum(os.times()[:4])
begin = time.monotonic()
for _ in range(16):
    if os.fork() == 0:
        os.setsid()
        while time.monotonic() < begin + 0.9:
            pass
        os._exit(0)
for _ in range(16):
    os.wait()
used = sum(os.times()[:4]) - start
elapsed = time.monotonic() - begin
# A period of the scheduler's (100 ms) more or less is no gain.
print("share", "WITHIN" if used <= 0.5 * elapsed + 0.15 else "ABOVE")
