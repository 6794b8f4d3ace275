# @title Finds files that an earlier run left
# @with include/probe.py
# @probe residue NONE
# @probe beginnings EMPTY uncontrolled: they are the host's
#
# The unprotected run leaves something itself, to know that it is found.
from probe import *

if UNPROTECTED:
    os.mkdir("deep")
    with open("deep/left", "w") as file:
        file.write("residue-of-a-" + "tenant")
found = search(rb"residue-of-a-tenan[t]|left-behind", roots=(".",) if UNPROTECTED else ("/",))
print("found:", found[:20])
verdict("residue", "SOME" if found else "NONE")
left = os.listdir("/tmp") + os.listdir("/dev/shm") + [n for n in os.listdir(".") if n not in ("main.py", "probe.py")]
print("there:", left[:20])
verdict("beginnings", "FULL" if left else "EMPTY")
