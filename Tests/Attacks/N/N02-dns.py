# @title Asks for names
# @with include/probe.py
# @probe lookup gaierror uncontrolled: a host may have no resolver
# @probe lookup-6 gaierror uncontrolled: a host may have no resolver
# @probe local-names gaierror uncontrolled: a host may have no resolver
# @probe localhost OK uncontrolled: it is what must work
# @probe servers NONE uncontrolled: a host may have none
# @probe system-stub ECONNREFUSED|ENETUNREACH uncontrolled: a host may have none
# @probe name-service-sockets ENOENT uncontrolled: a host may have none
# @probe bus-of-resolved ENOENT uncontrolled: a host may have none
# @probe at-once YES uncontrolled: it is the sandbox's promise
# @control none all of it depends on the host
# @wall 0 1500
#
# It fails fast, and no question reaches a resolver of the host's, neither by network nor by a socket's path.
import socket
import time

from probe import *

begin = time.monotonic()
attempt("lookup", socket.getaddrinfo, "example.com", 80)
attempt("lookup-6", socket.getaddrinfo, "example.com", 80, socket.AF_INET6)
attempt("local-names", socket.gethostbyname, "metadata.google.internal")
attempt("localhost", socket.getaddrinfo, "localhost", 80)
servers = [line for line in (read("/etc/resolv.conf") or b"").splitlines() if line.startswith(b"nameserver")]
verdict("servers", "SOME" if servers else "NONE")


def ask():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(1)
        s.connect(("127.0.0.53", 53))
        s.send(b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03com\x00\x00\x01\x00\x01")
        s.recv(512)


attempt("system-stub", ask)
attempt("name-service-sockets", socket.socket(socket.AF_UNIX).connect, "/var/run/nscd/socket")
attempt("bus-of-resolved", socket.socket(socket.AF_UNIX).connect, "/run/systemd/resolve/io.systemd.Resolve")
verdict("at-once", "YES" if time.monotonic() - begin < 1 else "NO")
