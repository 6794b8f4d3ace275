# @title Looks for sockets of container engines, message buses and the worker, by path and by abstract name
# @every-commit
# @with include/probe.py
# @probe sockets-by-path NONE uncontrolled: a host may have none
# @probe socket-files NONE
# @probe canary-by-abstract-name ECONNREFUSED
# @probe abstract-names NONE
# @probe socket-list ONLY-OWN
# @probe socket-diagnosis EPERM
#
# One socket of a container engine is root on the host. Abstract names have no file: they belong to the network namespace.
import socket
import stat

from probe import *

PATHS = ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock",
         "/run/crio/crio.sock", "/run/systemd/private", "/run/systemd/notify", "/run/systemd/journal/socket",
         "/run/systemd/journal/stdout", "/run/dbus/system_bus_socket", "/var/run/nscd/socket", "/dev/log",
         "/run/udev/control", "/run/systemd/resolve/io.systemd.Resolve", "/run/user/0/bus", "/tmp/.X11-unix/X0",
         "/run/acpid.socket", "/run/snapd.socket", "/var/run/postgresql/.s.PGSQL.5432", "/run/runlet.sock"]


def connected(address):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        with socket.socket(socket.AF_UNIX, kind) as s:
            try:
                s.connect(address)
                return True
            except OSError:
                pass
    return False


there = [path for path in PATHS if os.path.lexists(path) or (not UNPROTECTED and connected(path))]
print("there:", there)
verdict("sockets-by-path", "SOME" if there else "NONE")
if UNPROTECTED:
    planted = socket.socket(socket.AF_UNIX)
    planted.bind("planted")
    named = socket.socket(socket.AF_UNIX)
    named.bind("\0runlet-worker")
    named.listen()
found = []
for top in (["."] if UNPROTECTED else ["/"]):
    for folder, names, files in os.walk(top):
        names[:] = [n for n in names if os.path.join(folder, n) not in ("/proc", "/usr", "/opt")]
        for name in files:
            path = os.path.join(folder, name)
            try:
                if stat.S_ISSOCK(os.lstat(path).st_mode):
                    found.append(path)
            except OSError:
                pass
print("files:", found)
verdict("socket-files", "SOME" if found else "NONE")

attempt("canary-by-abstract-name", lambda: socket.socket(socket.AF_UNIX).connect("\0runlet-attack-canary"))
listed = read("/proc/net/unix") or read("/proc/self/net/unix") or b""
names = [line.split()[7] for line in listed.decode().splitlines()[1:] if len(line.split()) > 7]
print("names:", names[:20])
guesses = ["\0/tmp/.X11-unix/X0", "\0/tmp/dbus-", "\0/org/kernel/udev/udevd", "\0/com/ubuntu/upstart", "\0containerd-shim",
           "\0/containerd-shim/moby.sock", "\0runlet", "\0runlet-worker"] + ["\0%05x" % i for i in range(64)]
verdict("abstract-names", "SOME" if any(connected(name) for name in guesses) else "NONE")
# The run's own network has its own sockets only: none but those made here.
verdict("socket-list", "ONLY-OWN" if not names else "MORE")
attempt("socket-diagnosis", socket.socket, 16, 3, 4)  # NETLINK_SOCK_DIAG
