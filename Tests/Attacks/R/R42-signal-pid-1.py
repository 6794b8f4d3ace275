# @title every signal is sent to pid 1, which still reports in time
# @every-commit
# @request {"limits": {"timeout": "3s"}}
# @prints ^done$
# @exit 0
# @wall 0 1000
# @control none outside, the kernel protects its pid 1 in the same way
import os
import signal

for number in range(1, 65):
    for _ in range(3):
        try:
            os.kill(1, number)
        except OSError:
            pass
# As slow as it can be made: the answer is not to wait for it.
for name, body in (
    ("priority", lambda: os.setpriority(os.PRIO_PROCESS, 1, 19)),
    ("processor", lambda: os.sched_setaffinity(1, {0})),
    ("policy", lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))),
):
    try:
        body()
        print(name, "OK")
    except OSError as error:
        print(name, error.strerror)
print("done")
