# @title children that are each below the limit and together above it
# @every-commit
# @request {"limits": {"memory": "64MiB"}}
# @probe sum SIGKILL
# A limit per process (RLIMIT_AS) would see nothing wrong.
import os
import signal

ends = os.pipe()
children = []
for _ in range(8):
    pid = os.fork()
    if pid == 0:
        block = bytearray(b"x" * (16 << 20))
        os.write(ends[1], b".")
        signal.pause()
    children.append(pid)
os.close(ends[1])
verdict = "OK"
for _ in children:
    # Each says that it has its memory, or was ended for it: then one is missing among those that can be waited for.
    while True:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid:
            verdict = signal.Signals(os.WTERMSIG(status)).name
            children.remove(pid)
            break
        os.set_blocking(ends[0], False)
        try:
            if os.read(ends[0], 1):
                break
        except BlockingIOError:
            pass
print("sum", verdict, flush=True)
for pid in children:
    os.kill(pid, signal.SIGKILL)
