# @title Looks for the engine's environment
# @every-commit
# @with include/probe.py
# @probe names ONLY-DOCUMENTED
# @probe initial-names ONLY-DOCUMENTED
# @probe values ONLY-DOCUMENTED
# @probe shells-names ONLY-DOCUMENTED
# @probe init-environ ENOENT|EACCES
# @probe own-memory CLEAN uncontrolled: the unprotected run's environment is not the engine's
# @never RUNLET_|SECRET_DB
# @never runlet-canary-[0-9a-f]
#
# What there is, is documented: HOME, PATH and LANG. The engine has a secret in its own environment meanwhile; it may be
# neither in the environment nor anywhere in the memory that the program was born with.
import subprocess

from probe import *

# The last one is of languages/python.toml.
DOCUMENTED = {"HOME": "/tmp", "LANG": "C.UTF-8", "MATPLOTLIBRC": "/usr/share/matplotlib/mpl-data"}
extra = set(os.environ) - set(DOCUMENTED) - {"PATH", "PWD", "LC_CTYPE"}
print("more:", sorted(extra))
verdict("names", "MORE" if extra else "ONLY-DOCUMENTED")
initial = {entry.split(b"=")[0].decode() for entry in (read("/proc/self/environ") or b"").split(b"\0") if entry}
verdict("initial-names", "MORE" if initial - set(DOCUMENTED) - {"PATH", "PWD"} else "ONLY-DOCUMENTED")
right = all(os.environ.get(name) == value for name, value in DOCUMENTED.items())
verdict("values", "ONLY-DOCUMENTED" if right else "OTHERS")
shell = subprocess.run(["/bin/bash", "-c", "compgen -e"], capture_output=True, text=True).stdout.split()
verdict("shells-names", "MORE" if set(shell) - set(DOCUMENTED) - {"PATH", "PWD", "SHLVL", "_", "OLDPWD", "LC_CTYPE"} else "ONLY-DOCUMENTED")
attempt("init-environ", lambda: open("/proc/1/environ", "rb").read())

# Put together here, so that the search does not find itself.
needles = [b"RUN" + b"LET_", b"SECRET" + b"_DB", b"runlet-" + b"canary-"]
hits = 0
for line in open("/proc/self/maps"):
    span, rights = line.split()[:2]
    if "[stack]" in line and "r" in rights:
        begin, end = (int(part, 16) for part in span.split("-"))
        memory = ctypes.string_at(begin, end - begin)
        hits += sum(needle in memory for needle in needles)
verdict("own-memory", "SECRETS" if hits else "CLEAN")
