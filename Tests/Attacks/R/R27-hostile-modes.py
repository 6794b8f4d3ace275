# @title files that whoever clears away may not open, change or remove
# @request {"artifacts": ["*", "d/*", "d/e/*"]}
# @probe immutable EPERM|ENOTTY|EOPNOTSUPP
# @probe append-only EPERM|ENOTTY|EOPNOTSUPP
# @probe foreign-owner EPERM|EINVAL
# @probe setuid-root NO
# @probe no-modes OK uncontrolled: everybody may take the rights of own files
import errno
import fcntl
import os
import struct

GET_FLAGS, SET_FLAGS, IMMUTABLE, APPEND = 0x80086601, 0x40086602, 0x10, 0x20


def attempt(name, body):
    try:
        body()
        print(name, "OK")
    except OSError as error:
        print(name, errno.errorcode[error.errno])


def flag(bit):
    fd = os.open("f", os.O_RDONLY | os.O_CREAT, 0o644)
    before = fcntl.ioctl(fd, GET_FLAGS, struct.pack("l", 0))
    fcntl.ioctl(fd, SET_FLAGS, struct.pack("l", struct.unpack("l", before)[0] | bit))
    # Not a sandbox: give it back as it was.
    fcntl.ioctl(fd, SET_FLAGS, before)


attempt("immutable", lambda: flag(IMMUTABLE))
attempt("append-only", lambda: flag(APPEND))
attempt("foreign-owner", lambda: os.chown("f", 0, 0) or os.chown("f", 1, 1))
os.chmod("f", 0o6755)
info = os.stat("f")
print("setuid-root", "YES" if os.getuid() == 0 or info.st_uid == 0 else "NO")


def no_modes():
    os.makedirs("d/e")
    open("d/e/inside", "w").close()
    for path in ("d/e/inside", "d/e", "d", "f"):
        os.chmod(path, 0)


attempt("no-modes", no_modes)
