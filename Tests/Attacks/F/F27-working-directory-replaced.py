# @title the working directory is removed, moved, replaced by a link and mounted over
# @every-commit
# @request {"artifacts": ["*", "etc/*"], "limits": {"timeout": "2s"}}
# @with include/probe.py
# @probe remove EROFS|EBUSY|EACCES|EPERM
# @probe move EROFS|EBUSY|EACCES|EPERM|EXDEV
# @probe replace EROFS|EEXIST|EACCES|EPERM
# @probe mount-over EPERM
# @probe move-mount EPERM|ENOSYS
# @probe unmount EPERM
# @probe chroot EPERM
# @probe pivot EPERM|ENOSYS
# @never root:[^:]*:0:
import os
import tempfile

from probe import UNPROTECTED, attempt, call, libc, verdict

work = os.getcwd()
over = os.path.join(work if UNPROTECTED else "/tmp", "over")
if UNPROTECTED:
    # A directory like it, that may go.
    work = os.path.join(tempfile.mkdtemp(dir=work), "work")
    os.mkdir(work)
os.chdir("/")
for name in os.listdir(work):
    os.unlink(os.path.join(work, name))
attempt("remove", os.rmdir, work)
if UNPROTECTED:
    os.mkdir(work)
attempt("move", os.rename, work, work + "2" if UNPROTECTED else "/w2")
attempt("replace", os.symlink, "/", work if UNPROTECTED else "/work")
if UNPROTECTED:
    os.unlink(work)
    os.mkdir(work)
os.makedirs(over, exist_ok=True)
verdict("mount-over", call(165, b"/etc\0", work.encode() + b"\0", b"none\0", 4096, 0)[1])  # MS_BIND
result, name = call(428, -100 & (1 << 64) - 1, b"/etc\0", 1)  # open_tree, OPEN_TREE_CLONE
verdict("move-mount", name)
verdict("unmount", call(166, work.encode() + b"\0", 2)[1])
pid = os.fork()
if pid == 0:
    attempt("chroot", os.chroot, over)
    os._exit(0)
os.waitpid(pid, 0)
# The control changes the root of its own namespace of mounts, in a child, to what it is.
pid = os.fork()
if pid == 0:
    if UNPROTECTED:
        call(165, over.encode() + b"\0", over.encode() + b"\0", b"none\0", 4096, 0)
    os.chdir(over)
    verdict("pivot", call(155, b".\0", b".\0")[1])
    os._exit(0)
os.waitpid(pid, 0)
