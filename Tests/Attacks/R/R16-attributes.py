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
    # A kernel before 6.6 has none in memory, so that there is nothing to bound and nothing for the control to show.
    if verdict == "ENOTSUP" and os.environ.get("UNPROTECTED"):
        verdict = "OK"
print("attributes", verdict)
os.unlink(path)
