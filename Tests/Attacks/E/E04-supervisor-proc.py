# @title Reads the supervisor's environment, memory, root and descriptors in /proc
# @every-commit
# @with include/probe.py
# @probe environ ENOENT|EACCES|EPERM
# @probe maps ENOENT|EACCES|EPERM
# @probe mem ENOENT|EACCES|EPERM
# @probe auxv ENOENT|EACCES|EPERM
# @probe cmdline ENOENT|EACCES|EPERM
# @probe root ENOENT|EACCES|EPERM
# @probe cwd ENOENT|EACCES|EPERM
# @probe exe ENOENT|EACCES|EPERM
# @probe fd ENOENT|EACCES|EPERM
# @probe fdinfo ENOENT|EACCES|EPERM
# @probe map-files ENOENT|EACCES|EPERM
# @probe namespaces ENOENT|EACCES|EPERM
# @probe task-environ ENOENT|EACCES|EPERM
# @probe parent ENOENT|EACCES|EPERM
# @probe listed ONLY-OWN
# @probe through-dots ENOENT|EACCES|EPERM
# @never RUNLET_|SECRET_DB
# @never runlet-canary-[0-9a-f]
#
# Pid 1 has the program's own user, so only its being undumpable and hidden keeps them apart. In the unprotected run pid
# 1 is the program itself.
import os

from probe import *


def content(path):
    with open(path, "rb") as file:
        if not path.endswith("/mem"):
            print(file.read(4096).replace(b"\0", b"\n").decode(errors="replace"))


for name in ("environ", "maps", "mem", "auxv", "cmdline"):
    attempt(name, content, "/proc/1/" + name)
attempt("root", os.listdir, "/proc/1/root/")
attempt("cwd", os.listdir, "/proc/1/cwd/")
attempt("exe", os.readlink, "/proc/1/exe")
attempt("fd", os.listdir, "/proc/1/fd")
attempt("fdinfo", os.listdir, "/proc/1/fdinfo")
attempt("map-files", os.listdir, "/proc/1/map_files")
attempt("namespaces", os.readlink, "/proc/1/ns/mnt")
attempt("task-environ", content, "/proc/1/task/1/environ")
attempt("parent", content, "/proc/%d/environ" % (os.getppid() or 1))
attempt("through-dots", content, "/proc/self/task/../../1/environ")
pids = {int(name) for name in os.listdir("/proc") if name.isdigit()}
verdict("listed", "ONLY-OWN" if pids == {os.getpid()} and 1 not in pids else "MORE")
