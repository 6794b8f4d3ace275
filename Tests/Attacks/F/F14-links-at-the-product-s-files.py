# @title a program leaves links at every name that the product might write or read; nothing of ours follows them
# @every-commit
# Two inputs run one after the other: what the first left must not be there for the second. CVE-2024-28185 was a link at
# a judge's own script that the host then wrote through.
# @request {"inputs": [{"stdin": "first"}, {"stdin": "second"}], "artifacts": ["*", "*/*"], "limits": {"timeout": "2s"}}
# @probe left-before NONE
# @probe target ENOENT
# @probe through-link ENOENT
# @control host
import errno
import os

NAMES = [
    "run.sh", "main.sh", "main.py", "main", "compile", "compile.sh", "program", "a.out", "stdin", "stdout", "stderr",
    ".stdin", ".exit", "exit", "status", "metadata", "meta.json", "result.json", "output", "files", "pack", "core",
    "time.txt", ".runlet", "runlet.sqlite", "config.toml",
]
TARGET = "/etc/runlet-attack-canary"


def attempt(name, action):
    try:
        action()
        print(name, "OK", flush=True)
    except OSError as error:
        print(name, errno.errorcode[error.errno], flush=True)


if "UNPROTECTED" in os.environ:
    os.mkdir("left")
    os.symlink(TARGET, "left/run.sh")
    os.chdir("left")
places = [os.getcwd(), "/tmp", "/dev/shm"] if "UNPROTECTED" not in os.environ else [os.getcwd()]
links = [os.path.join(place, name) for place in places for name in NAMES]
found = [link for link in links if os.path.islink(link)]
print("left-before", "SOME" if found else "NONE", flush=True)
for link in links:
    if os.path.lexists(link):
        os.unlink(link)
    os.symlink(TARGET, link)
attempt("target", lambda: open(TARGET, "rb").read())
attempt("through-link", lambda: os.close(os.open(os.path.join(places[0], "result.json"), os.O_WRONLY | os.O_APPEND)))
