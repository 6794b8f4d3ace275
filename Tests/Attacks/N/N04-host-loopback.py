# @title Connects to services on the host's loopback, bridges and own addresses
# @every-commit
# @with include/probe.py
# @probe canary-tcp ECONNREFUSED
# @probe canary-tcp-by-zero ECONNREFUSED
# @probe canary-tcp-mapped ECONNREFUSED
# @probe canary-udp ECONNREFUSED
# @probe canary-abstract ECONNREFUSED
# @probe listeners NONE
# @probe listeners-6 NONE uncontrolled: a host may have none
# @probe bridges NONE uncontrolled: a host may have none
# @probe own-addresses ONLY-LOOPBACK
#
# Loopback is the sandbox's own: every port of it is free. The host's services, often without a password since "only local",
# see nothing. The unprotected run reaches the canaries.
import fcntl
import socket
import struct

from probe import *


def tcp(address, family=socket.AF_INET):
    with socket.socket(family) as s:
        s.settimeout(2)
        s.connect(address)


def udp(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(0.3)
        s.connect(address)
        s.send(b"hello from a sandbox")
        try:
            # A closed port answers with a refusal.
            s.recv(16)
        except socket.timeout:
            pass


attempt("canary-tcp", tcp, ("127.0.0.1", 20500))
attempt("canary-tcp-by-zero", tcp, ("0.0.0.0", 20500))
attempt("canary-tcp-mapped", tcp, ("::ffff:127.0.0.1", 20500), socket.AF_INET6)
attempt("canary-udp", udp, ("127.0.0.1", 20500))
attempt("canary-abstract", lambda: socket.socket(socket.AF_UNIX).connect("\0runlet-attack-canary"))

# In the unprotected run only the canary's port: the others may be somebody's. N04-every-port tries all.
PORTS = [20500] if UNPROTECTED else [22, 25, 53, 80, 443, 2375, 4222, 5432, 5672, 6379, 8000, 8080, 9090, 15672, 20500]


def listening(host, family):
    found = []
    for port in PORTS:
        with socket.socket(family) as s:
            s.settimeout(0.5)
            try:
                s.connect((host, port))
                # An ephemeral port may by chance connect to itself.
                if s.getsockname()[1] != port:
                    found.append(port)
            except OSError as error:
                if error.errno != 111:
                    found.append((port, str(error)))
    return found


def say(name, found):
    print("seen of", name, found[:10])
    verdict(name, "SOME" if found else "NONE")


say("listeners", listening("127.0.0.1", socket.AF_INET))
if not UNPROTECTED:
    say("listeners-6", listening("::1", socket.AF_INET6))
    bridges = []
    for host in ("172.17.0.1", "172.18.0.1", "10.0.0.1", "10.0.2.2", "192.168.0.1", "192.168.1.1", "192.168.122.1", "192.0.2.1",
                 "192.0.2.2", "169.254.1.1"):
        for port in (22, 80, 2375, 8000, 20500):
            try:
                tcp((host, port))
                bridges.append((host, port))
            except OSError as error:
                if error.errno != 101:
                    bridges.append((host, port, str(error)))
    say("bridges", bridges)

# What interfaces there are, and whether they have other addresses than the loopback's.
addresses = []
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    for _, name in socket.if_nameindex():
        try:
            addresses.append(socket.inet_ntoa(fcntl.ioctl(s, 0x8915, struct.pack("256s", name.encode()))[20:24]))
        except OSError:
            addresses.append(name)
print("addresses:", addresses)
verdict("own-addresses", "ONLY-LOOPBACK" if addresses == ["127.0.0.1"] else "MORE")
