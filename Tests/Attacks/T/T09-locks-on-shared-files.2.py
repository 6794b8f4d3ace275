# @title Tells something to another tenant, or holds it up, by locks on shared files
# @accepted tenants who mean to can tell each other something; nothing of ours waits for a lock
# @overlap
# @with include/probe.py
# @probe lock-of-a-program OK|ENOSYS|EPERM
# @probe lock-of-a-directory OK|ENOSYS|EPERM
# @probe lock-of-a-device OK|ENOSYS|EPERM
# @probe lock-of-a-made-file OK|ENOSYS|EPERM
# @probe range-locks-of-others NONE
#
# A lock needs no right to write. Whether another holds one is a bit that tenants can send to each other, and a program
# that waits for a lock of its own tool's file waits for a stranger. Refused is as good as free.
import fcntl
import struct
import time

from probe import *

child = 0
if UNPROTECTED:
    for path in ("env", "folder", "device", "passwd"):
        os.mkdir(path)
    open("range", "w").close()
    ready, signal = os.pipe()
    child = os.fork()
    if child == 0:
        fcntl.lockf(os.open("range", os.O_RDWR), fcntl.LOCK_SH)
        for path in ("env", "folder", "device", "passwd"):
            fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX)
        os.write(signal, b"x")
        time.sleep(1)
        os._exit(0)
    os.read(ready, 1)


def lock(path):
    fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)


attempt("lock-of-a-program", lock, "env" if UNPROTECTED else "/usr/bin/env")
attempt("lock-of-a-directory", lock, "folder" if UNPROTECTED else "/usr")
attempt("lock-of-a-device", lock, "device" if UNPROTECTED else "/dev/null")
attempt("lock-of-a-made-file", lock, "passwd" if UNPROTECTED else "/etc/passwd")
# Whether somebody reads under a lock can be asked by everybody who may read.
asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
file = os.open("range" if UNPROTECTED else "/usr/bin/env", os.O_RDONLY)
kind = struct.unpack("hhqqi4x", fcntl.fcntl(file, fcntl.F_GETLK, asked))[0]
verdict("range-locks-of-others", "NONE" if kind == fcntl.F_UNLCK else "SOME")
if child:
    os.waitpid(child, 0)
