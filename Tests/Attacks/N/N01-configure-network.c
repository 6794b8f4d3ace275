// @title Gives its network a way out: addresses, routes, interfaces, tunnels, packet filters
// @with include/probe.h
// @probe set-address EPERM
// @probe set-mtu EPERM
// @probe lo-down EPERM
// @probe add-route EPERM
// @probe add-bridge EPERM uncontrolled: it could load a module
// @probe packet-filter EPERM|ENOPROTOOPT uncontrolled: it could load a module
// @probe new-link EPERM
// @probe new-address EPERM
// @probe tunnel EPERM|ENODEV uncontrolled: it could load a module
// @probe bind-to-device EPERM|ENODEV uncontrolled: newer kernels let everybody
// @probe transparent EPERM
// @probe mark EPERM
// @probe force-buffer EPERM
// @probe priority EPERM
//
// The network is its own, but not the program's to administer. The unprotected run does it in a network of its own.
#include "probe.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/route.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int asked(const char *name, void *message, unsigned size) {
    int fd = socket(AF_NETLINK, SOCK_RAW, 0);
    struct timeval patience = {2, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    struct { struct nlmsghdr header; struct nlmsgerr error; char rest[512]; } answer = {0};
    long result = send(fd, message, size, 0) < 0 ? -1 : recv(fd, &answer, sizeof answer, 0);
    if (result >= 0 && answer.error.error != 0) {
        errno = -answer.error.error;
        result = -1;
    }
    close(fd);
    return (int)probe(name, result);
}

int main(void) {
    if (unprotected() && unshare(CLONE_NEWNET) != 0) return 1;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct ifreq request = {.ifr_name = "lo"};
    request.ifr_flags = IFF_UP;
    if (unprotected()) ioctl(fd, SIOCSIFFLAGS, &request);

    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0a000001)};
    memcpy(&request.ifr_addr, &address, sizeof address);
    probe("set-address", ioctl(fd, SIOCSIFADDR, &request));
    request.ifr_mtu = 9000;
    probe("set-mtu", ioctl(fd, SIOCSIFMTU, &request));
    struct rtentry route = {.rt_flags = RTF_UP, .rt_dev = "lo"};
    struct sockaddr_in any = {.sin_family = AF_INET};
    memcpy(&route.rt_dst, &any, sizeof any);
    memcpy(&route.rt_genmask, &any, sizeof any);
    probe("add-route", ioctl(fd, SIOCADDRT, &route));
    if (!unprotected()) {
        probe("add-bridge", ioctl(fd, 0x89a0 /* SIOCBRADDBR */, "br0"));
        char table[1024] = "filter";
        probe("packet-filter", getsockopt(fd, SOL_IP, 64 /* IPT_SO_GET_INFO */, table, &(socklen_t){sizeof table}));
        struct ifreq tunnel = {.ifr_name = "tunl0"};
        probe("tunnel", ioctl(fd, SIOCDEVPRIVATE + 1, &tunnel));
    }

    struct { struct nlmsghdr header; struct ifinfomsg link; struct rtattr name; char text[8]; } link = {
        .header = {sizeof link, unprotected() ? RTM_SETLINK : RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0},
        .link = {.ifi_index = 1, .ifi_change = IFF_UP, .ifi_flags = IFF_UP},
        .name = {4 + 3, IFLA_IFNAME}, .text = "lo",
    };
    asked("new-link", &link, sizeof link);
    struct { struct nlmsghdr header; struct ifaddrmsg address; struct rtattr local; unsigned value; } new_address = {
        .header = {sizeof new_address, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE, 1, 0},
        .address = {AF_INET, 24, 0, 0, 1}, .local = {8, IFA_LOCAL}, .value = htonl(0x0a000101),
    };
    asked("new-address", &new_address, sizeof new_address);

    int on = 1, number = 7;
    probe("bind-to-device", setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "eth0", 4));
    probe("transparent", setsockopt(fd, SOL_IP, 19 /* IP_TRANSPARENT */, &on, sizeof on));
    probe("mark", setsockopt(fd, SOL_SOCKET, SO_MARK, &on, sizeof on));
    probe("force-buffer", setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &number, sizeof number));
    probe("priority", setsockopt(fd, SOL_SOCKET, SO_PRIORITY, &number, sizeof number));
    request.ifr_flags = 0;
    probe("lo-down", ioctl(fd, SIOCSIFFLAGS, &request));
    return 0;
}
