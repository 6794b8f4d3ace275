# @title only a child is killed for memory, and its parent goes on
# @every-commit
# @request {"limits": {"memory": "64MiB"}}
# @outcome completed
# @exit 0
# @probe child SIGKILL
# @prints ^went on$
# The kernel counts the kill for the run as a whole; the run itself has ended well.
import os
import signal

pid = os.fork()
if pid == 0:
    blocks = []
    for _ in range(128):
        blocks.append(bytearray(b"x" * (1 << 20)))
    os._exit(0)
status = os.waitpid(pid, 0)[1]
print("child", signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "OK")
print("went on")
