// @title sockets in very many multicast groups, which take the kernel long to leave
// @request {"limits": {"timeout": "1s", "memory": "128MiB"}}
// @outcome timeout|failed|completed
// @wall 0 2000
// @control none what is looked at is when the answer comes, and whether the others wait
// A killed process leaves them one by one under a lock that all name spaces share: the answer must still be in time, and
// new sandboxes, whose loopback needs the same lock, must not wait. Their memory is counted for nobody, too.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

static void join(unsigned process) {
    unsigned joined = 0;
    for (unsigned i = 0; i < 1000; i++) {
        int fd = socket(AF_INET, SOCK_DGRAM, 0);
        for (unsigned j = 0; j < 20; j++) {
            struct ip_mreq group = {
                .imr_multiaddr.s_addr = htonl(0xe4000000 + process * 100000 + i * 20 + j),
                .imr_interface.s_addr = htonl(INADDR_LOOPBACK),
            };
            joined += setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group) == 0;
        }
        // Where it is refused there is nothing to do.
        if (joined == 0) _exit(1);
    }
    for (;;) pause();
}

int main(void) {
    for (unsigned i = 0; i < 50; i++) {
        if (fork() == 0) join(i);
    }
    for (;;) pause();
}
