# @title every kind of name is bounded in number
# @request {"limits": {"timeout": "20s"}}
# @probe files ENOSPC
# @probe directories ENOSPC
# @probe links ENOSPC|EMLINK
# @probe symbolic-links ENOSPC
# @probe pipes ENOSPC
# @probe deep ENOSPC
# @control host
import errno
import os
import tempfile

MANY = 20_000
# Unprotected in a quicker place than the disk, which is emptied again.
UNPROTECTED = "UNPROTECTED" in os.environ
if UNPROTECTED:
    home = tempfile.mkdtemp(dir="/dev/shm")
    os.chdir(home)
os.mkdir("many")
open("one", "w").close()


def attempt(name, make, remove):
    made = 0
    verdict = "OK"
    try:
        while made < MANY:
            make(f"many/{made}")
            made += 1
    except OSError as error:
        verdict = errno.errorcode[error.errno]
    print(name, verdict, flush=True)
    for i in range(made):
        remove(f"many/{i}")


attempt("files", lambda path: os.close(os.open(path, os.O_CREAT | os.O_WRONLY)), os.unlink)
attempt("directories", os.mkdir, os.rmdir)
attempt("symbolic-links", lambda path: os.symlink("x" * 100, path), os.unlink)
attempt("pipes", os.mkfifo, os.unlink)
attempt("links", lambda path: os.link("one", path), os.unlink)

verdict = "OK"
depth = 0
try:
    while depth < MANY:
        os.mkdir("d")
        os.chdir("d")
        depth += 1
except OSError as error:
    verdict = errno.errorcode[error.errno]
print("deep", verdict, flush=True)
# It stays for whoever clears away, but not on a machine that is not a sandbox.
if UNPROTECTED:
    for _ in range(depth):
        os.chdir("..")
        os.rmdir("d")
    os.rmdir("many")
    os.unlink("one")
    os.rmdir(home)
