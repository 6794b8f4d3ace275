# @title writing goes on after the limit, whatever becomes of it
# @request {"limits": {"output": "64KiB", "timeout": "5s"}}
# @outcome output-limit
# @wall 0 1000
# @control none it has no end by itself
import os
import signal

for number in (signal.SIGPIPE, signal.SIGTERM, signal.SIGXFSZ, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
while True:
    for fd in (1, 2):
        try:
            os.write(fd, b"x" * 65536)
        except OSError:
            pass
