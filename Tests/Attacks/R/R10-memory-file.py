# @title a file that is memory only
# @request {"limits": {"memory": "32MiB", "disk": "512MiB"}}
# @outcome memory-limit
# @never survived
# @control host
# @control-prints ^survived$
# It lies on no file system, so no disk limit sees it.
import os

fd = os.memfd_create("x")
written = 0
while "UNPROTECTED" not in os.environ or written < 96 << 20:
    written += os.write(fd, b"x" * (1 << 20))
print("survived")
