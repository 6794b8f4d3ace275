# @title one file of a gibibyte, asked for as an artifact: the program meets its limit, and the server does not carry it
# @request {"artifacts": ["*"], "limits": {"timeout": "5s", "disk": "128MiB", "memory": "512MiB"}}
# @probe written EFBIG|ENOSPC
# @control none it would fill the machine's disk
import errno
import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
result = "OK"
fd = os.open("large", os.O_WRONLY | os.O_CREAT)
try:
    for _ in range(1024):
        os.write(fd, bytes(1 << 20))
except OSError as error:
    result = errno.errorcode[error.errno]
print("written", result, flush=True)
