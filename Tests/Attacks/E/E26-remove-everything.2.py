# @title Removes and overwrites everything that can be reached
# @with include/probe.py
# @probe programs THERE uncontrolled: nothing was removed
# @probe settings THERE uncontrolled: nothing was removed
# @probe own-directories EMPTY uncontrolled: they are the host's
# @prints ^1000$
#
# The next run finds everything in its place.
import subprocess

from probe import *

print(subprocess.run(["/bin/bash", "-c", "id -u"], capture_output=True, text=True).stdout, end="", flush=True)
verdict("programs", "THERE" if len(os.listdir("/usr/bin")) > 50 and os.path.getsize("/usr/bin/bash") > 100000 else "GONE")
verdict("settings", "THERE" if b"runner" in (read("/etc/passwd") or b"") and os.path.getsize("/etc/ld.so.cache") > 0 else "GONE")
left = os.listdir("/tmp") + os.listdir("/dev/shm") + [n for n in os.listdir("/work") if n not in ("main.py", "probe.py")]
verdict("own-directories", "FULL" if left else "EMPTY")
