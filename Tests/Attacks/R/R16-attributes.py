# @title extended attributes are bounded
# @probe attributes ENOSPC|ENOTSUP|EDQUOT
# They are memory of the kernel's, beside the files' size.
import errno
import os

path = f"/dev/shm/attributes-{os.getpid()}"
verdict = "OK"
with open(path, "w"):
    pass
try:
    for i in range(320):
        os.setxattr(path, f"user.{i}", b"x" * 65536)
except OSError as error:
    verdict = errno.errorcode[error.errno]
print("attributes", verdict)
os.unlink(path)
