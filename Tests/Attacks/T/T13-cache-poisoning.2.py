# @title Poisons the caches of compilers and run-time systems for the next tenant
# @with include/probe.py
# @probe poison NONE
# @probe poison-in-libraries NONE uncontrolled: they are the host's
# @probe import OK uncontrolled: it is what must work
from probe import *

if UNPROTECTED:
    os.makedirs(".cache/go-build")
    open(".cache/go-build/poison-of-a-" + "tenant", "w").close()
found = search(rb"poison-of-a-tenan[t]", roots=(".",) if UNPROTECTED else ("/",))
print("found:", found)
verdict("poison", "SOME" if found else "NONE")
libraries = [path for place in ("/usr/lib/python3/dist-packages", "/usr/include", "/usr/lib/go", "/usr/local/lib", "/usr/local/include")
             for name in ("poison-of-a-tenant", "usercustomize.py") for path in (place + "/" + name,) if os.path.exists(path)]
verdict("poison-in-libraries", "SOME" if libraries else "NONE")
import json  # noqa: E402 from the standard library, compiled or not

verdict("import", "OK" if json.loads("[1]") == [1] else "WRONG")
