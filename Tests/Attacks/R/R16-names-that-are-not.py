# @title looking for hundreds of thousands of names that do not exist
# @request {"limits": {"memory": "32MiB", "timeout": "10s"}}
# @prints ^done$
# @control none only the canary tenant and the kernel's memory tell
# The kernel remembers each name that is not there; this memory must be the run's, and be given back under way.
import os

for place in ("/tmp", "/usr/lib", "/dev", "/proc/self"):
    for i in range(60_000):
        try:
            os.stat(f"{place}/a-name-that-is-not-there-{i}")
        except FileNotFoundError:
            pass
print("done")
