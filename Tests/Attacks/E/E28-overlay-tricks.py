# @title Plants what an overlay would obey: whiteouts, opaque directories, redirects
# @with include/probe.py
# @probe mount-overlay EPERM|ENOSYS
# @probe fsopen-overlay EPERM|ENOSYS
# @probe trusted-opaque EPERM
# @probe trusted-redirect EPERM
# @probe trusted-metacopy EPERM
# @probe overlays-here NONE uncontrolled: the host may have none
# @probe whiteout-hides NOTHING uncontrolled: there is nothing below it
# @probe exchange-across-mounts EXDEV|EROFS|EPERM|EACCES uncontrolled: it would change the host
#
# There is no overlay: a whiteout is just a node without a device, which everybody may make, and user.overlay.* is just a
# name. Both must hide nothing.
import stat

from probe import *

MOUNT, FSOPEN, RENAMEAT2 = 165, 430, 316
for name in ("lower", "upper", "work", "merged"):
    os.mkdir(name)
verdict("mount-overlay", call(MOUNT, b"none\0", b"merged\0", b"overlay\0", 0, b"lowerdir=lower,upperdir=upper,workdir=work\0")[1]
        if not UNPROTECTED else call(MOUNT, b"none\0", b"merged\0", b"tmpfs\0", 0, b"\0")[1])
verdict("fsopen-overlay", call(FSOPEN, b"overlay\0" if not UNPROTECTED else b"tmpfs\0", 0)[1])
attempt("trusted-opaque", os.setxattr, "upper", "trusted.overlay.opaque", b"y")
attempt("trusted-redirect", os.setxattr, "upper", "trusted.overlay.redirect", b"/etc")
attempt("trusted-metacopy", os.setxattr, "upper", "trusted.overlay.metacopy", b"")
overlays = [line for line in open("/proc/self/mountinfo") if " - overlay " in line]
verdict("overlays-here", "SOME" if overlays else "NONE")

before = sorted(os.listdir("/usr/lib"))
try:
    os.setxattr("upper", "user.overlay.opaque", b"y")
except OSError as error:
    print("user.overlay:", error)
try:
    os.mknod("/tmp/runlet-attack-whiteout", stat.S_IFCHR, 0)
    os.unlink("/tmp/runlet-attack-whiteout")
    os.mknod("lower/bin", stat.S_IFCHR, 0)
except OSError as error:
    print("whiteout:", error)
verdict("whiteout-hides", "NOTHING" if sorted(os.listdir("/usr/lib")) == before and os.path.exists("/usr/bin") else "SOMETHING")
if UNPROTECTED:
    libc.umount2(b"merged", 2)
    verdict("exchange-across-mounts", "SKIPPED")
else:
    at = -100
    verdict("exchange-across-mounts", call(RENAMEAT2, at, b"/work/upper\0", at, b"/usr/lib\0", 2)[1])
