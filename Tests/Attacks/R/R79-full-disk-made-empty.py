# @title a program that fills the disk, empties it, and fails for a reason of its own
# @request {"limits": {"disk": "8MiB"}}
# @outcome failed
# @exit 3
# @prints ^disk ENOSPC$
# @control none what is looked at is how the run is told to have ended
import errno
import os

try:
    with open("x", "wb", buffering=0) as file:
        for _ in range(12):
            file.write(b"x" * (1 << 20))
except OSError as error:
    print("disk", errno.errorcode[error.errno], flush=True)
os.unlink("x")
os._exit(3)
