// @title Makes raw, packet and ping sockets, and asks for what only an administrator may
// @every-commit
// @with include/probe.h
// @probe raw-icmp EPERM
// @probe raw-raw EPERM
// @probe raw-tcp EPERM
// @probe raw-icmp-6 EPERM
// @probe packet EPERM
// @probe packet-datagram EPERM
// @probe ping EPERM|EACCES
// @probe ping-6 EPERM|EACCES
// @probe header-included EPERM|ENOPROTOOPT|EBADF
// @probe spoofed-source EPERM|EADDRNOTAVAIL
// @probe packet-in-pair EPERM|EAFNOSUPPORT|EOPNOTSUPP uncontrolled: there are none
// @probe attach-filter EPERM
//
// CAP_NET_RAW is what container engines leave in by default. The unprotected run makes its sockets and sends nothing.
#include "probe.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <sys/socket.h>

// In the unprotected run the group that may ping can be empty: it is widened in its own network only.
int main(void) {
    if (unprotected()) {
        if (syscall(SYS_unshare, 0x40000000L) != 0) return 1;
        int range = open("/proc/sys/net/ipv4/ping_group_range", O_WRONLY);
        if (write(range, "0 0\n", 4) != 4) perror("ping_group_range");
    }
    int raw = (int)probe("raw-icmp", socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
    probe("raw-raw", socket(AF_INET, SOCK_RAW, IPPROTO_RAW));
    probe("raw-tcp", socket(AF_INET, SOCK_RAW, IPPROTO_TCP));
    probe("raw-icmp-6", socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6));
    probe("packet", socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)));
    probe("packet-datagram", socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP)));
    probe("ping", socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
    probe("ping-6", socket(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6));
    int on = 1;
    probe("header-included", setsockopt(raw >= 0 ? raw : socket(AF_INET, SOCK_DGRAM, 0), IPPROTO_IP, IP_HDRINCL, &on, sizeof on));
    struct sockaddr_in foreign = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x08080808)};
    int spoofing = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(spoofing, IPPROTO_IP, IP_TRANSPARENT, &on, sizeof on);
    probe("spoofed-source", bind(spoofing, (struct sockaddr *)&foreign, sizeof foreign));
    int pair[2];
    probe("packet-in-pair", socketpair(AF_INET, SOCK_STREAM, 0, pair));
    struct sock_filter accept_all = BPF_STMT(BPF_RET | BPF_K, 0xffff);
    struct sock_fprog program = {1, &accept_all};
    probe("attach-filter", setsockopt(spoofing, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
    return 0;
}
