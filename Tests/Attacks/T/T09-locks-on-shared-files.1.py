# @title Tells something to another tenant, or holds it up, by locks on shared files
# @prints ^done$
# @control none it is the holder
import fcntl
import os
import time

held = [os.open("/usr/bin/env", os.O_RDONLY)]
fcntl.lockf(held[0], fcntl.LOCK_SH)
for path in ("/usr/bin/env", "/usr/bin/python3", "/usr", "/etc/alternatives", "/usr/bin/bash", "/dev/null", "/etc/passwd"):
    file = os.open(path, os.O_RDONLY)
    held.append(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        print("locked", path)
    except OSError as error:
        print(path, error)
time.sleep(1)
print("done")
