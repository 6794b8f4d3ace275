# @title Makes a socket of every family, type and protocol
# @every-commit
# @with include/probe.py
# @probe families 1,2,10,16
# @probe with-high-bits NONE|1,2,10,16
# @probe beyond NONE uncontrolled: there are no such families
# @probe inet STREAM-AND-DATAGRAM
# @probe netlink ROUTE-ONLY
# @probe pairs 1
#
# Each family is kernel code that a program could reach, and asking for one can load its module: AF_ALG, RXRPC, VSOCK, TIPC
# and more have all been ways to root. The unprotected run asks only for what is loaded anyway.
from probe import *

SOCKET, SOCKETPAIR = 41, 53
FAMILIES = [1, 2, 10, 16, 17] if UNPROTECTED else range(64)
TYPES = [1, 2, 3] if UNPROTECTED else [1, 2, 3, 4, 5, 6, 10, 1 | 0o4000, 3 | 0o2000000]


def made(number, family, kind, protocol, *more):
    result, error = call(number, family, kind, protocol, *more)
    if error == "OK" and number == SOCKET:
        os.close(result)
    # What is refused here is refused by EPERM; any other error came from the family's own code.
    return error != "EPERM"


def sweep(number, high=0, *more):
    found = {f for f in FAMILIES for t in TYPES for p in (0, 1, 3, 768)
             if made(number, f | high, t | high, p | high, *more)}
    return ",".join(map(str, sorted(found))) or "NONE"


verdict("families", sweep(SOCKET))
verdict("with-high-bits", sweep(SOCKET, 1 << 32))
pair = ctypes.create_string_buffer(8)
verdict("pairs", sweep(SOCKETPAIR, 0, pair))
beyond = [f for f in (64, 100, 255, 1 << 16, 0xFFFFFFFF) if made(SOCKET, f, 1, 0)]
verdict("beyond", "SOME" if beyond else "NONE")

# Within the allowed families: TCP and UDP; of netlink the network's own interfaces.
protocols = [0, 1, 6, 17, 58] if UNPROTECTED else list(range(0, 300))
inet = {(f, t & 15, p) for f in (2, 10) for t in TYPES for p in protocols if made(SOCKET, f, t, p)}
# The kernel itself refuses a protocol that is not the type's: that is no harm.
right = {(f, t, p) for f in (2, 10) for t, p in ((1, 0), (1, 6), (1, 17), (2, 0), (2, 6), (2, 17))}
print("more:", sorted(inet - right))
verdict("inet", "STREAM-AND-DATAGRAM" if inet <= right and (2, 1, 0) in inet else "MORE")
netlink = {p for p in ([0, 9, 15] if UNPROTECTED else range(0, 40)) if made(SOCKET, 16, 3, p)}
verdict("netlink", "ROUTE-ONLY" if netlink <= {0} else "MORE")
