# @title a report to the engine is forged into every descriptor there might be
# @every-commit
# @outcome failed
# @exit 3
# @prints ^descriptors NONE$
# @prints ^pid-1 HIDDEN$
# @control none what is looked at is how the run is told to have ended
# How a program ended is told through a pipe that it must not have, nor get at through pid 1.
import os

found = []
for fd in range(3, 1024):
    for report in (b"\0" * 64, b"\1\0\0\0" * 16, b"\2\0\0\0" * 16, b"\3\0\0\0" * 16):
        try:
            os.write(fd, report)
            found.append(fd)
        except OSError:
            pass
print("descriptors", found or "NONE")
try:
    print("pid-1", os.listdir("/proc/1/fd"))
except OSError:
    print("pid-1 HIDDEN", flush=True)
os._exit(3)
