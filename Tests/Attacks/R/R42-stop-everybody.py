# @title everybody is stopped, pid 1 too if it can be
# @request {"limits": {"timeout": "700ms"}}
# @outcome timeout
# @wall 700 1300
# @prints ^stopped$
# @control none it has no end by itself
import os
import signal
import time

for _ in range(8):
    if os.fork() == 0:
        while True:
            time.sleep(60)
time.sleep(0.1)
for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
    for target in (-1, 1):
        try:
            os.kill(target, number)
        except OSError:
            pass
print("stopped", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
