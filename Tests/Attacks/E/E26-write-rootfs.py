# @title Looks for anything writable outside of the run's own directories
# @with include/probe.py
# @request {"limits": {"timeout": "10s"}}
# @probe writable-directories NONE
# @probe writable-files NONE
# @probe mounts-writable ONLY-OWN
# @probe create-in-root EROFS|EACCES
# @probe create-in-usr EROFS|EACCES
# @probe create-in-etc EROFS|EACCES
# @probe own-executable EROFS|EACCES
#
# access() says no on a read-only mount, so what it says yes to outside of /work, /tmp and /dev/shm is a hole. The
# unprotected run stops at the first one, and writes nothing.
import stat

from probe import *

OWN = {"/work", "/tmp", "/dev/shm"}
directories, files = [], []
for folder, names, entries in os.walk("/"):
    names[:] = [n for n in names if os.path.join(folder, n) not in OWN | {"/proc"}]
    if os.access(folder, os.W_OK):
        directories.append(folder)
    # Directories everywhere; of the many files under /usr those in the first levels, where programs and settings are.
    if folder.count("/") > 3 and folder.startswith(("/usr", "/opt")):
        continue
    for name in entries:
        path = os.path.join(folder, name)
        # What a link leads to is met by its own name; the few devices are there to be written.
        if stat.S_ISREG(os.lstat(path).st_mode) and os.access(path, os.W_OK):
            files.append(path)
    if UNPROTECTED and directories and files:
        break
print("directories:", directories[:10], "files:", files[:10])
verdict("writable-directories", "SOME" if directories else "NONE")
verdict("writable-files", "SOME" if files else "NONE")

mounts = [line.split() for line in open("/proc/self/mountinfo")]
writable = {m[4] for m in mounts if "ro" not in m[5].split(",")}
print("mounts:", sorted(writable)[:20])
verdict("mounts-writable", "ONLY-OWN" if writable <= OWN else "MORE")


def create(path):
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    os.unlink(path)


attempt("create-in-root", create, "/runlet-attack-file")
attempt("create-in-usr", create, "/usr/runlet-attack-file")
attempt("create-in-etc", create, "/etc/runlet-attack-file")
# A running program cannot be written anyway, but here its mount must be the reason (CVE-2019-5736).
attempt("own-executable", os.open, "/proc/self/exe", os.O_WRONLY)
