# @title links to files of the host, in case something of ours changes modes, owners or sizes through them afterwards
# @every-commit
# CVE-2024-28189: the host ran chown on a name that the program had made a link. The canary's mode and owner are looked
# at from outside; here, that the program itself cannot do it either.
# @request {"artifacts": ["*", "*/*"], "limits": {"timeout": "2s"}}
# @probe chmod-canary ENOENT
# @probe chown-canary ENOENT
# @probe utime-canary ENOENT
# @probe chmod-passwd EROFS|EPERM
# @probe chown-passwd EROFS|EPERM
# @probe truncate-passwd EROFS|EACCES
# @probe chown-self-to-root EINVAL|EPERM
# @probe links-left OK uncontrolled: one may make links everywhere
import errno
import os

CANARY = "/etc/runlet-attack-canary"


def attempt(name, action, *arguments):
    try:
        action(*arguments)
        print(name, "OK", flush=True)
    except OSError as error:
        print(name, errno.errorcode[error.errno], flush=True)


def same(path):
    """What the file has already, so that the run without a sandbox changes nothing."""
    try:
        facts = os.stat(path)
        return facts.st_mode & 0o7777, facts.st_uid, facts.st_gid, (facts.st_atime_ns, facts.st_mtime_ns), facts.st_size
    except OSError:
        return 0o600, 0, 0, (0, 0), 0


os.symlink(CANARY, "canary")
os.symlink("/etc/passwd", "passwd")
mode, user, group, times, _ = same(CANARY)
attempt("chmod-canary", os.chmod, "canary", mode)
attempt("chown-canary", os.chown, "canary", user, group)
attempt("utime-canary", lambda: os.utime("canary", ns=times))
mode, user, group, _, size = same("/etc/passwd")
attempt("chmod-passwd", os.chmod, "passwd", mode)
attempt("chown-passwd", os.chown, "passwd", user, group)
# Opening for writing is what a truncation needs; nothing is cut in the run without a sandbox.
attempt("truncate-passwd", lambda: os.close(os.open("passwd", os.O_WRONLY)))
open("mine", "w").close()
attempt("chown-self-to-root", os.chown, "mine", 0, 0)


def leave():
    for name, target in [("out", CANARY), ("work", "/"), ("d", "/etc"), ("up", "../.."), ("self", ".")]:
        os.symlink(target, name)
    os.makedirs("tree/a")
    os.symlink("/", "tree/a/root")
    os.symlink(CANARY, "tree/canary")
    os.chmod("tree/a", 0)


attempt("links-left", leave)
