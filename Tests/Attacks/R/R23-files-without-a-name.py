# @title files that are deleted while they are open still count
# @request {"limits": {"disk": "16MiB"}}
# @probe deleted ENOSPC
# @probe never-named ENOSPC
# @probe given-back OK uncontrolled: what nobody has open any more is given back on every system
import errno
import os


def attempt(name, opened, times):
    files = []
    verdict = "OK"
    try:
        for i in range(times):
            fd = opened(i)
            files.append(fd)
            if os.write(fd, b"x" * (4 << 20)) < 4 << 20:
                os.write(fd, b"x")
    except OSError as error:
        verdict = errno.errorcode[error.errno]
    for fd in files:
        os.close(fd)
    print(name, verdict)


def deleted(i):
    fd = os.open(f"f{i}", os.O_CREAT | os.O_WRONLY)
    os.unlink(f"f{i}")
    return fd


attempt("deleted", deleted, 6)
attempt("never-named", lambda i: os.open("/dev/shm", os.O_TMPFILE | os.O_WRONLY, 0o600), 6)
attempt("given-back", deleted, 3)
