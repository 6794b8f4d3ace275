# @title Reads the host's secrets by their usual paths, and by ways around
# @every-commit
# @with include/probe.py
# @probe shadow ENOENT
# @probe canary ENOENT
# @probe machine-id ENOENT
# @probe kernel-command-line ENOENT
# @probe others NONE uncontrolled: a host may have none of them
# @probe homes EMPTY uncontrolled: a host's root may have an empty home
# @probe around NOWHERE
# @probe databases NONE
# @never runlet-canary-[0-9a-f]
# @never root:[$!*]
#
# Absent, rather than forbidden. The ways around are those by which a bind mount's border could be crossed.
import glob

from probe import *

attempt("shadow", lambda: print(open("/etc/shadow").read(64)) if not UNPROTECTED else open("/etc/shadow").close())
attempt("canary", lambda: print(open("/etc/runlet-attack-canary").read(64)))
attempt("machine-id", lambda: open("/etc/machine-id").read())
attempt("kernel-command-line", lambda: open("/proc/cmdline").read())
patterns = [
    "/etc/gshadow", "/etc/sudoers*", "/etc/ssh*", "/etc/ssl/private/*", "/etc/runlet*", "/etc/crontab", "/etc/fstab",
    "/etc/kubernetes*", "/etc/docker*", "/etc/cloud*", "/etc/environment", "/root/.*", "/home/*", "/run/secrets*",
    "/run/credentials*", "/var/run/secrets/kubernetes.io*", "/run/cloud-init*", "/var/lib/*", "/var/log*", "/var/backups*",
    "/var/spool*", "/run/systemd*", "/run/user*", "/srv*", "/mnt*", "/media*", "/boot*", "/proc/sys*", "/proc/version",
    "/sys/class/dmi/id/*", "/sys/firmware*", "/sys/devices*", "/.dockerenv", "/tmp/*.sqlite", "/dev/disk*", "/vmlinuz*",
    "/initrd*", "/lost+found", "/proc/keys",
]
there = [path for pattern in patterns for path in glob.glob(pattern) if not path.endswith(("/.", "/.."))]
print("there:", there[:40])
verdict("others", "SOME" if there else "NONE")
homes = [name for home in ("/root", "/home") for name in (os.listdir(home) if os.path.isdir(home) else [])]
verdict("homes", "FULL" if homes else "EMPTY")

reached = []
for way in ("/usr/share/../../etc/shadow", "/proc/self/root/etc/shadow", "/proc/thread-self/root/../etc/shadow",
            "/proc/self/cwd/../etc/shadow", "/usr/../../../etc/shadow", "/dev/fd/../../../etc/shadow", "//etc/shadow"):
    if os.path.lexists(way):
        reached.append(way)
os.symlink("/etc/shadow", "link")
reached += ["link"] if os.path.exists("link") else []
# From a descriptor inside a bind mount upwards.
for start in ("/usr", "/usr/lib", "/etc/alternatives", "/dev", "/proc/self"):
    try:
        fd = os.open(start, os.O_RDONLY | os.O_DIRECTORY)
        os.close(os.open("../" * 12 + "etc/shadow", os.O_RDONLY, dir_fd=fd))
        reached.append(start)
    except OSError:
        pass
print("around:", reached)
verdict("around", "SOMEWHERE" if reached else "NOWHERE")

# The engine's own: its database and configuration, wherever they are kept.
if UNPROTECTED:
    open("runlet.sqlite", "w").close()
names = []
for top in (".",) if UNPROTECTED else ("/etc", "/var", "/opt", "/run", "/root", "/home", "/tmp", "/work", "/usr/local", "/usr/share/runlet"):
    for folder, _, files in os.walk(top):
        names += [os.path.join(folder, n) for n in files if n.startswith("runlet.sqlite") or n == "config.toml" and "runlet" in folder]
print("databases:", names)
verdict("databases", "SOME" if names else "NONE")
