# @title a program that has nearly all of its memory and kills itself
# @request {"limits": {"memory": "64MiB"}}
# @outcome signaled
# @control none what is looked at is how the run is told to have ended
# Only the kernel's count of its own kills tells the two apart.
import os
import signal

block = b"x" * (48 << 20)
os.kill(os.getpid(), signal.SIGKILL)
