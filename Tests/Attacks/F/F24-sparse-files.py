# @title files of a tebibyte without content, by every way to make one, asked for as artifacts
# @every-commit
# @request {"artifacts": ["*"], "limits": {"timeout": "3s"}}
# @probe truncate EFBIG
# @probe seek-and-write EFBIG
# @probe fallocate EFBIG|ENOSPC|EOPNOTSUPP
# @probe write-at EFBIG
# @probe at-the-limit OK uncontrolled: a file of the limit's size is allowed everywhere
import errno
import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
SIZE = 1 << 40


def attempt(name, action):
    fd = os.open(name, os.O_RDWR | os.O_CREAT)
    try:
        action(fd)
        print(name, "OK", flush=True)
    except OSError as error:
        print(name, errno.errorcode[error.errno], flush=True)
    os.close(fd)


def allocate(fd):
    # Unprotected one mebibyte does: the machine's disk is not ours to fill.
    os.posix_fallocate(fd, 0, 1 << 20 if "UNPROTECTED" in os.environ else SIZE)


attempt("truncate", lambda fd: os.ftruncate(fd, SIZE))
attempt("seek-and-write", lambda fd: (os.lseek(fd, SIZE, os.SEEK_SET), os.write(fd, b"x")))
attempt("fallocate", allocate)
attempt("write-at", lambda fd: os.pwrite(fd, b"x", SIZE))
for number in range(200):
    fd = os.open("hole%d" % number, os.O_RDWR | os.O_CREAT)
    os.ftruncate(fd, 60 << 20)
    os.close(fd)
attempt("at-the-limit", lambda fd: os.ftruncate(fd, 64 << 20))
