# @title a program that meets the limits, makes room again, and ends well
# @request {"limits": {"disk": "8MiB", "processes": 16}}
# @outcome completed
# @exit 0
# @probe disk ENOSPC
# @probe processes EAGAIN
# To meet a limit is no failure; only who fails because of it has failed.
import errno
import os
import signal

verdict = "OK"
try:
    with open("x", "wb", buffering=0) as file:
        for _ in range(12):
            file.write(b"x" * (1 << 20))
except OSError as error:
    verdict = errno.errorcode[error.errno]
print("disk", verdict)

verdict = "OK"
children = []
try:
    while len(children) < 40:
        pid = os.fork()
        if pid == 0:
            signal.pause()
        children.append(pid)
except OSError as error:
    verdict = errno.errorcode[error.errno]
for pid in children:
    os.kill(pid, signal.SIGKILL)
print("processes", verdict)
