# @title Finds files that an earlier run left
# @every-commit
# @prints ^written [1-9]
# @control none it leaves files
#
# Written wherever it can be, also hidden, without a name and without rights.
import os

count = 0
for folder in ("/work", "/tmp", "/dev/shm", "/var/tmp", "/run", "/run/lock", "/home", "/root", "/etc", "/dev", "/opt", "/",
               os.environ.get("HOME", "/tmp"), "/usr/local", "/proc/self/cwd"):
    for name in ("left-behind", ".left-behind"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write("residue-of-a-tenant " * 100)
            os.chmod(os.path.join(folder, name), 0o400 if name[0] == "." else 0o777)
            count += 1
        except OSError:
            pass
os.mkdir("/tmp/closed")
open("/tmp/closed/left-behind", "w").write("residue-of-a-tenant")
os.chmod("/tmp/closed", 0)
# Sized, so that its pages would be the ones given to the next.
memory = os.memfd_create("left-behind")
os.write(memory, b"residue-of-a-tenant " * 100000)
print("written", count)
