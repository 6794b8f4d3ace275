# @title processor time of processes that are gone still counts
# @request {"limits": {"cpuTime": "400ms", "timeout": "10s"}}
# @outcome cpu-limit
# @wall 200 2500
# @never ^survived
# @control none the limit is the engine's own
# None of them lives long enough for a limit of its own (RLIMIT_CPU).
import os
import signal
import time

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in range(200):
    pid = os.fork()
    if pid == 0:
        end = time.process_time() + 0.02
        while time.process_time() < end:
            pass
        os._exit(0)
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass
print("survived")
