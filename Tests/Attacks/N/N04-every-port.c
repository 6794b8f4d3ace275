// @title Connects to every port of the loopback, by TCP and UDP
// @with include/probe.h
// @request {"limits": {"timeout": "20s"}}
// @probe tcp NONE
// @probe udp NONE
//
// The unprotected run asks for the canary's port alone.
#include "probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

int main(void) {
    int tcp = 0, udp = 0;
    for (int port = unprotected() ? 20500 : 1; port < (unprotected() ? 20501 : 65536); port++) {
        struct sockaddr_in to = {
            .sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        struct sockaddr_in own = {0};
        socklen_t size = sizeof own;
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0 || errno != ECONNREFUSED) {
            // An ephemeral port may by chance connect to itself.
            getsockname(fd, (struct sockaddr *)&own, &size);
            tcp += own.sin_port != to.sin_port;
        }
        close(fd);
        // The refusal of a datagram comes as the error of a later call.
        fd = socket(AF_INET, SOCK_DGRAM, 0);
        char byte = 0;
        if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0 && send(fd, &byte, 1, 0) == 1
            && (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 1000), recv(fd, &byte, 1, MSG_DONTWAIT) >= 0 || errno != ECONNREFUSED)) {
            getsockname(fd, (struct sockaddr *)&own, &size);
            udp += own.sin_port != to.sin_port;
        }
        close(fd);
    }
    verdict("tcp", tcp == 0 ? "NONE" : "SOME");
    verdict("udp", udp == 0 ? "NONE" : "SOME");
    return 0;
}
