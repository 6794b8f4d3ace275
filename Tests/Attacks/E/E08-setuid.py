# @title Gains rights by set-user-id files, file capabilities and files of its own with such bits
# @with include/probe.py
# @request {"artifacts": ["s"], "limits": {"timeout": "5s"}}
# @probe no-new-privileges ON
# @probe mounts-without-nosuid NONE
# @probe set-file-capability EPERM|ENOTSUP
# @probe own-copy-becomes-root NO
# @probe su-to-root REFUSED
# @probe mount-command REFUSED
# @probe privileged-files POWERLESS
# @prints ^effective-ids 1000 1000$
#
# The image's own set-user-id programs may be there: no_new_privs and nosuid on every mount take their power. The
# artifact is a set-user-id shell; what comes back is bytes without a mode.
import shutil
import stat
import subprocess

from probe import *


def run(*command):
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=4, text=True)
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 255, "", str(error))


status = open("/proc/self/status").read()
verdict("no-new-privileges", "ON" if "NoNewPrivs:\t1" in status else "OFF")
mounts = [line.split() for line in open("/proc/self/mountinfo")]
bare = [m[4] for m in mounts if "nosuid" not in m[5].split(",")]
print("without nosuid:", bare)
verdict("mounts-without-nosuid", "SOME" if bare else "NONE")

shutil.copy("/bin/bash", "s")
os.chmod("s", 0o6777)
# cap_setuid=ep: version 2, effective, bit 7.
capability = bytes([1, 0, 0, 2, 0x80, 0, 0, 0]) + bytes(12)
attempt("set-file-capability", os.setxattr, "s", "security.capability", capability)
os.chmod("s", 0o6777)
verdict("own-copy-becomes-root", "YES" if run("./s", "-pc", "echo $EUID").stdout == "0\n" else "NO")
verdict("su-to-root", "DONE" if "uid=0" in run("su", "-c", "id", "root").stdout else "REFUSED")
os.mkdir("m")
verdict("mount-command", "DONE" if run("mount", "-t", "tmpfs", "none", "m").returncode == 0 else "REFUSED")

# Every file with such bits or capabilities, where programs are.
found = []
for folder in ("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/lib/dbus-1.0", "/usr/lib/openssh", "/usr/lib/polkit-1"):
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            try:
                info = os.lstat(path)
                if stat.S_ISREG(info.st_mode) and (info.st_mode & 0o6000 or (
                        info.st_mode & 0o111 and "security.capability" in os.listxattr(path))):
                    found.append(path)
            except OSError:
                pass
print("with bits or capabilities:", found)
# Of these, none may sit on a mount that honours them.
honoured = [p for p in found + ["s"] if not os.statvfs(p).f_flag & os.ST_NOSUID]
verdict("privileged-files", "POWERFUL" if honoured else "POWERLESS")
print("effective-ids", os.geteuid(), os.getegid())
