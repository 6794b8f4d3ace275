# @title Finds files of a run that goes on beside it
# @overlap
# @with include/probe.py
# @probe residue NONE
# @probe through-proc NONE uncontrolled: the unprotected run has processes of its own
from probe import *

if UNPROTECTED:
    with open("left-behind", "w") as file:
        file.write("residue")
found = search(rb"residue-of-a-tenan[t]|left-behind", roots=(".",) if UNPROTECTED else ("/",))
print("found:", found[:20])
verdict("residue", "SOME" if found else "NONE")
others = []
for pid in range(1, 5000):
    if pid == os.getpid():
        continue
    for way in ("root/tmp/left-behind", "cwd/left-behind", "fd/3"):
        if read("/proc/%d/%s" % (pid, way)) is not None:
            others.append((pid, way))
verdict("through-proc", "SOME" if others else "NONE")
