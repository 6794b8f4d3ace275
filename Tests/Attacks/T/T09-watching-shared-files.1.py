# @title Watches shared files to see what other tenants run
# @every-commit
# @with include/probe.py
# @probe seen NOTHING
# @probe seen-in-directory NOTHING
#
# The system's programs are one file for all runs: a watch on one tells who else opens it and when, and a watch on a
# directory tells even the names. dnotify and fanotify are refused for that reason. The unprotected run starts the other
# program itself.
import select
import struct
import subprocess
import time

from probe import *

ACCESS, OPEN = 1, 0x20
EVENTS = struct.Struct("iIII")


def watch(path):
    queue = libc.inotify_init()
    number = libc.inotify_add_watch(queue, path, ACCESS | OPEN) if queue >= 0 else -1
    print(path, error_name(ctypes.get_errno()) if number < 0 else "is watched")
    return queue


# Neither is opened by this program after here.
file, directory = watch(b"/usr/bin/tsort"), watch(b"/usr/share/base-files")
deadline = time.monotonic() + 1.0
if UNPROTECTED:
    subprocess.run(["/usr/bin/tsort", "/dev/null"])
    subprocess.run(["ls", "/usr/share/base-files"], capture_output=True)
events = {file: 0, directory: 0}
while time.monotonic() < deadline:
    for queue in select.select([q for q in events if q >= 0], [], [], 0.1)[0]:
        events[queue] += len(os.read(queue, 4096)) // EVENTS.size
verdict("seen", "NOTHING" if events[file] == 0 else "SOMETHING")
verdict("seen-in-directory", "NOTHING" if events[directory] == 0 else "SOMETHING")
