# @title Reaches out by TCP and UDP
# @every-commit
# @with include/probe.py
# @probe interfaces ONLY-LO uncontrolled: the unprotected run makes a network of its own
# @probe add-route EPERM
# @probe tcp ENETUNREACH
# @probe tcp-bound-to-lo ENETUNREACH|EINVAL
# @probe tcp-6 ENETUNREACH|EADDRNOTAVAIL
# @probe udp ENETUNREACH
# @probe udp-6 ENETUNREACH|EADDRNOTAVAIL
# @probe broadcast ENETUNREACH
# @probe multicast ENETUNREACH|ENODEV
# @probe fast-open ENETUNREACH
# @probe mapped-address ENETUNREACH
# @probe at-once YES uncontrolled: it is the sandbox's promise
#
# There is no way out and none can be made, and that is said at once instead of after a time-out. The unprotected run
# makes a network of its own, in which it may add a route: every address then leads to itself and refuses.
import socket
import struct
import time

from probe import *

if UNPROTECTED:
    libc.unshare(0x40000000)
    interface = struct.pack("16sH14x", b"lo", 1)
    import fcntl
    fcntl.ioctl(socket.socket(), 0x8914, interface)

verdict("interfaces", "ONLY-LO" if [name for _, name in socket.if_nameindex()] == ["lo"] else "MORE")


def add_route(family):
    """ip route add local default dev lo"""
    route = struct.pack("BBBBBBBBI", family, 0, 0, 0, 255, 3, 254, 2, 0) + struct.pack("HHI", 8, 4, 1)
    request = struct.pack("IHHII", 16 + len(route), 24, 0x0605, 1, 0) + route
    with socket.socket(16, 3, 0) as s:
        s.settimeout(2)
        s.send(request)
        error = -struct.unpack_from("i", s.recv(4096), 16)[0]
    if error:
        raise OSError(error, "")


def tcp(address, family=socket.AF_INET, source=None):
    with socket.socket(family) as s:
        s.settimeout(3)
        if source:
            s.bind(source)
        s.connect(address)


def udp(address, family=socket.AF_INET, option=None):
    with socket.socket(family, socket.SOCK_DGRAM) as s:
        if option:
            s.setsockopt(*option)
        s.sendto(b"x", address)


attempt("add-route", add_route, socket.AF_INET)
if UNPROTECTED:
    add_route(socket.AF_INET6)
begin = time.monotonic()
attempt("tcp", tcp, ("1.1.1.1", 80))
attempt("tcp-bound-to-lo", tcp, ("1.1.1.1", 443), socket.AF_INET, ("127.0.0.1", 0))
attempt("tcp-6", tcp, ("2606:4700:4700::1111", 80), socket.AF_INET6)
attempt("mapped-address", tcp, ("::ffff:1.1.1.1", 80), socket.AF_INET6)
attempt("udp", udp, ("8.8.8.8", 53))
attempt("udp-6", udp, ("2001:4860:4860::8888", 53), socket.AF_INET6)
attempt("broadcast", udp, ("255.255.255.255", 67), socket.AF_INET, (socket.SOL_SOCKET, socket.SO_BROADCAST, 1))
attempt("multicast", udp, ("224.0.0.251", 5353))


def fast_open():
    with socket.socket() as s:
        s.sendto(b"x", 0x20000000, ("1.1.1.1", 80))


attempt("fast-open", fast_open)
verdict("at-once", "YES" if time.monotonic() - begin < 0.5 else "NO")
