// @title Attaches ciphers that work on a packet's pages in place to sockets of its own
// @with include/probe.h
// @probe esp-in-udp EPERM
// @probe esp-in-tcp EPERM|ENOENT uncontrolled: not every kernel has it
// @probe tls-in-tcp EPERM|ENOENT uncontrolled: not every kernel has it
// @probe xfrm-policy-of-a-socket EPERM
//
// The other half of what tampers with the page cache (Dirty Frag): kernel code that writes into what is sent or received.
// No program needs it that is not a daemon for encrypted networks.
#include "probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/socket.h>

int main(void) {
    int encapsulation = 2;  // ESP in UDP
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    probe("esp-in-udp", setsockopt(udp, IPPROTO_UDP, UDP_ENCAP, &encapsulation, sizeof encapsulation));
    char policy[168] = {0};
    probe("xfrm-policy-of-a-socket", setsockopt(udp, IPPROTO_IP, 17 /* IP_XFRM_POLICY */, policy, sizeof policy));
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof to;
    int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server, (struct sockaddr *)&to, size) == 0 && listen(server, 1) == 0
        && getsockname(server, (struct sockaddr *)&to, &size) == 0 && connect(client, (struct sockaddr *)&to, size) == 0) {
        probe("esp-in-tcp", setsockopt(client, IPPROTO_TCP, TCP_ULP, "espintcp", sizeof "espintcp"));
        probe("tls-in-tcp", setsockopt(client, IPPROTO_TCP, TCP_ULP, "tls", sizeof "tls"));
    }
    return 0;
}
