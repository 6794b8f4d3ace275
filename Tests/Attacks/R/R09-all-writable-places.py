# @title all places that can be written to share one quota, and there are no others
# @request {"limits": {"disk": "8MiB"}}
# @probe /work ENOSPC
# @probe /tmp ENOSPC
# @probe /dev/shm ENOSPC
# @probe /var/tmp ENOSPC
# @probe sum WITHIN
# @probe elsewhere NONE
import errno
import os

UNPROTECTED = "UNPROTECTED" in os.environ
places = {"/work": os.getcwd(), "/tmp": "/tmp", "/dev/shm": "/dev/shm", "/var/tmp": "/var/tmp"}
made = []
total = 0
for name, directory in places.items():
    path = f"{directory}/fill-{len(made)}-{os.getpid()}"
    fd = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    made.append(path)
    verdict = "OK"
    try:
        for _ in range(10 * 16):
            total += os.write(fd, b"x" * (1 << 16))
    except OSError as error:
        verdict = errno.errorcode[error.errno]
    os.close(fd)
    print(name, verdict)
print("sum", "WITHIN" if total <= 8 << 20 else "ABOVE")
for path in made:
    os.unlink(path)

elsewhere = []
for root, directories, _ in os.walk("/"):
    if root.count("/") > 3 or root in ("/proc", "/sys", "/work", "/tmp", "/dev/shm", "/var/tmp"):
        directories.clear()
    elif os.access(root, os.W_OK):
        elsewhere.append(root)
        if UNPROTECTED:
            break
print("elsewhere", "NONE" if not elsewhere else elsewhere[0])
