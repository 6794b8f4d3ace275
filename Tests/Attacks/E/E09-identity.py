# @title Looks at its rights and tries to become somebody else
# @every-commit
# @with include/probe.py
# @probe capabilities NONE
# @probe seccomp FILTER
# @probe groups NONE uncontrolled: root may have none
# @probe host-user UNPRIVILEGED
# @probe setuid-0 EINVAL|EPERM
# @probe setgid-0 EINVAL|EPERM
# @probe setresuid-0 EINVAL|EPERM
# @probe setresgid-0 EINVAL|EPERM
# @probe setuid-other EINVAL|EPERM
# @probe setgroups EPERM
# @probe setgroups-none EPERM
# @probe setfsuid-0 UNCHANGED
# @probe capset-all EPERM
# @probe capset-inheritable EPERM
# @probe ambient-raise EPERM
# @probe keep-capabilities EPERM
# @probe securebits EPERM
# @probe uid-map EROFS|EACCES|ENOENT
# @probe gid-map EROFS|EACCES|ENOENT
# @probe setgroups-file EROFS|EACCES|ENOENT
# @probe chown-to-root EINVAL|EPERM
# @probe after-exec NONE
# @probe drop-no-new-privileges EINVAL uncontrolled: nobody can
#
# Also the inheritable and ambient sets count: they come alive again at an exec (CVE-2022-24769).
import struct
import subprocess

from probe import *

PR_SET_KEEPCAPS, PR_SET_SECUREBITS, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 8, 28, 38, 47
PRCTL, CAPSET = 157, 126


def fields():
    return dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\t" in line)


def capabilities(status):
    return [status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")]


def none(sets):
    return "NONE" if all(int(s, 16) == 0 for s in sets) else "SOME"


status = fields()
verdict("capabilities", none(capabilities(status)))
verdict("seccomp", {"0": "OFF", "2": "FILTER"}.get(status["Seccomp"], "OTHER"))
verdict("groups", "SOME" if status["Groups"].strip() else "NONE")
# inside, outside, count: the outside id must not be root's, and there is one only.
inside, outside, count = map(int, open("/proc/self/uid_map").readline().split())
verdict("host-user", "UNPRIVILEGED" if outside >= 1000 and count == 1 else "ROOT")

exe = os.path.realpath("/proc/self/exe")
script = "for l in open('/proc/self/status'):\n if l.startswith('Cap'): print(l.split()[1])"
verdict("after-exec", none(subprocess.run([exe, "-c", script], capture_output=True, text=True).stdout.split()))

for name, path in (("uid-map", "uid_map"), ("gid-map", "gid_map"), ("setgroups-file", "setgroups")):
    def write(path=path):
        with open("/proc/self/" + path, "w") as file:
            file.write("0 0 1\n")
    attempt(name, write)

open("f", "w").close()
attempt("chown-to-root", os.chown, "f", 0, 0)
header = struct.pack("II", 0x20080522, 0)
verdict("keep-capabilities", call(PRCTL, PR_SET_KEEPCAPS, 1, 0, 0, 0)[1])
verdict("securebits", call(PRCTL, PR_SET_SECUREBITS, 1 << 4, 0, 0, 0)[1])
verdict("drop-no-new-privileges", call(PRCTL, PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0)[1])
# Effective, permitted, inheritable: the eight oldest, among them CAP_SETUID (7). Root without a sandbox has these.
verdict("capset-all", call(CAPSET, header, struct.pack("IIIIII", 0xff, 0xff, 0, 0, 0, 0))[1])
verdict("capset-inheritable", call(CAPSET, header, struct.pack("IIIIII", 0xff, 0xff, 0x80, 0, 0, 0))[1])
verdict("ambient-raise", call(PRCTL, PR_CAP_AMBIENT, 2, 7, 0, 0)[1])
attempt("setgroups", os.setgroups, [0])
attempt("setgroups-none", os.setgroups, [])
libc.setfsuid(0)
verdict("setfsuid-0", "ROOT" if fields()["Uid"].split()[3] == "0" else "UNCHANGED")
attempt("setgid-0", os.setgid, 0)
attempt("setresgid-0", os.setresgid, 0, 0, 0)
attempt("setresuid-0", os.setresuid, 0, 0, 0)
attempt("setuid-0", os.setuid, 0)
attempt("setuid-other", os.setuid, 1001)
