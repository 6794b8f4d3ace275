# @title Asks the metadata services of clouds
# @with include/probe.py
# @probe aws-google-azure ENETUNREACH
# @probe aws-6 ENETUNREACH|EADDRNOTAVAIL
# @probe containers ENETUNREACH
# @probe alibaba ENETUNREACH
# @probe oracle ENETUNREACH
# @probe azure-wire ENETUNREACH
# @probe by-name gaierror
# @probe by-number ENETUNREACH
# @probe mapped ENETUNREACH
# @probe link-local ENETUNREACH|EINVAL|EADDRNOTAVAIL
# @probe routes NONE
# @control none a host may be in no cloud, and is not to be asked
#
# One request there is the machine's credentials.
import socket

from probe import *


def ask(address, family=socket.AF_INET, port=80):
    with socket.socket(family) as s:
        s.settimeout(2)
        s.connect((address, port) if family == socket.AF_INET else (address, port, 0, 0))
        s.sendall(b"GET /latest/meta-data/ HTTP/1.0\r\n\r\n")
        print(s.recv(100))


attempt("aws-google-azure", ask, "169.254.169.254")
attempt("aws-6", ask, "fd00:ec2::254", socket.AF_INET6)
attempt("containers", ask, "169.254.170.2")
attempt("alibaba", ask, "100.100.100.200")
attempt("oracle", ask, "192.0.0.192")
attempt("azure-wire", ask, "168.63.129.16")
attempt("by-number", ask, "0xa9fea9fe")
attempt("mapped", ask, "::ffff:169.254.169.254", socket.AF_INET6)
attempt("by-name", ask, "metadata.google.internal")
attempt("link-local", ask, "fe80::1", socket.AF_INET6)
routes = [line.split() for line in open("/proc/self/net/route").read().splitlines()[1:]]
verdict("routes", "SOME" if routes else "NONE")
