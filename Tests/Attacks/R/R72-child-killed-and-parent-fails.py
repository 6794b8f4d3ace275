# @title a child is killed for memory, and its parent fails because of it
# @request {"limits": {"memory": "64MiB"}}
# @outcome memory-limit
# @exit 1
# @probe child SIGKILL
# @never survived
# As make, a test runner or a shell with -e do: the limit is why it failed, and the exit code is still told.
import os
import signal
import sys

pid = os.fork()
if pid == 0:
    blocks = []
    for _ in range(128):
        blocks.append(bytearray(b"x" * (1 << 20)))
    os._exit(0)
status = os.waitpid(pid, 0)[1]
print("child", signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "OK")
sys.exit(1)
