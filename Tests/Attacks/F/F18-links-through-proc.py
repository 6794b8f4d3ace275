# @title links of /proc that lead past every path check: roots, descriptors, working directories and programs of others
# @every-commit
# @request {"artifacts": ["*", "*/*", "self-root/etc/shadow", "one-root/etc/runlet-attack-canary"], "limits": {"timeout": "2s"}}
# @probe one-root ENOENT|EACCES
# @probe one-cwd ENOENT|EACCES
# @probe one-exe ENOENT|EACCES
# @probe one-fd NONE
# @probe parent-root ENOENT|EACCES
# @probe own-root-canary ENOENT
# @probe own-cwd-canary ENOENT
# @probe reopened EROFS|EACCES|ETXTBSY
# @never root:[^:]*:[0-9]
# @never runlet-canary-[0-9a-f]
import errno
import os


def attempt(name, action):
    try:
        action()
        print(name, "OK", flush=True)
    except OSError as error:
        print(name, errno.errorcode[error.errno], flush=True)


links = {
    "self-root": "/proc/self/root", "one-root": "/proc/1/root", "one-exe": "/proc/1/exe", "one-cwd": "/proc/1/cwd",
    "one-environ": "/proc/1/environ", "one-mem": "/proc/1/mem", "self-exe": "/proc/self/exe",
    "thread-root": "/proc/thread-self/root/etc/passwd", "maps": "/proc/self/map_files", "kcore": "/proc/kcore",
}
links.update({"fd%d" % number: "/proc/1/fd/%d" % number for number in range(16)})
for name, target in links.items():
    os.symlink(target, name)
attempt("one-root", lambda: os.stat("one-root/etc"))
attempt("one-cwd", lambda: os.stat("one-cwd/"))
attempt("one-exe", lambda: os.stat("one-exe"))
reachable = [n for n in range(16) if os.path.exists("fd%d" % n)]
print("one-fd", "SOME" if reachable else "NONE", flush=True)
attempt("parent-root", lambda: os.stat("/proc/%d/root/etc" % (os.getppid() or 1)))
attempt("own-root-canary", lambda: os.stat("self-root/etc/runlet-attack-canary"))
attempt("own-cwd-canary", lambda: os.stat("/proc/self/cwd/" + "../" * 12 + "etc/runlet-attack-canary"))


def reopen():
    # The way around a read-only descriptor, which works where the file may be written. The control takes the canary, since
    # a program that runs is busy for root too.
    path = "/etc/runlet-attack-canary" if "UNPROTECTED" in os.environ else "/proc/self/exe"
    reading = os.open(path, os.O_RDONLY)
    os.close(os.open("/proc/self/fd/%d" % reading, os.O_WRONLY))


attempt("reopened", reopen)
