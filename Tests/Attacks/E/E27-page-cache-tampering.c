// @title The preconditions of writing into the page cache of a shared file: splice, AF_ALG, zero-copy, xfrm
// @every-commit
// @with include/probe.h
// @probe splice ENOSYS|EPERM
// @probe tee ENOSYS|EPERM
// @probe vmsplice ENOSYS|EPERM
// @probe sendfile-to-pipe EINVAL|ENOSYS|EPERM
// @probe sendfile-to-socket EINVAL|ENOSYS|EPERM
// @probe alg-socket EPERM
// @probe xfrm-netlink EPERM
// @probe zero-copy EPERM
// @probe zero-copy-send REFUSED
// @probe shared-file INTACT uncontrolled: nothing is written
//
// A program's own copy of a shared file's page is harmless; the page itself in a pipe, a cipher or a packet is what Dirty
// Pipe, Copy Fail and their kin write through. So no call may take pages of a file that is shared read-only out of the
// page cache by reference: also not MSG_ZEROCOPY, which takes them from a mapping. Nothing is written here.
#include "probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#define ZEROCOPY 60              // SO_ZEROCOPY
#define SEND_ZEROCOPY 0x4000000  // MSG_ZEROCOPY

int main(void) {
    int file = open("/usr/bin/env", O_RDONLY);
    int ends[2], other[2], pair[2];
    if (pipe(ends) != 0 || pipe(other) != 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return 1;
    char *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
    char before[4096];
    memcpy(before, map, sizeof before);

    loff_t offset = 0;
    probe_call("splice", SYS_splice, file, PTR(&offset), ends[1], 0, 16, 0);
    // Something to duplicate, or tee would wait.
    if (write(ends[1], "x", 1) != 1) return 1;
    probe_call("tee", SYS_tee, ends[0], other[1], 16, 2 /* SPLICE_F_NONBLOCK */);
    struct { void *base; size_t length; } vector = {map, 16};
    probe_call("vmsplice", SYS_vmsplice, ends[1], PTR(&vector), 1, 0);
    off_t start = 0;
    probe("sendfile-to-pipe", sendfile(ends[1], file, &start, 16));
    probe("sendfile-to-socket", sendfile(pair[0], file, &start, 16));
    probe("alg-socket", socket(38, SOCK_SEQPACKET, 0));
    probe("xfrm-netlink", socket(16, SOCK_RAW, 6));

    int one = 1;
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    probe("zero-copy", setsockopt(udp, SOL_SOCKET, ZEROCOPY, &one, sizeof one));
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof to;
    int receiver = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(receiver, (struct sockaddr *)&to, size) == 0) getsockname(receiver, (struct sockaddr *)&to, &size);
    // Where the option was refused the flag is ignored, and the send copies. A completion says that it was zero-copy.
    sendto(udp, map, 4096, SEND_ZEROCOPY, (struct sockaddr *)&to, size);
    recv(receiver, NULL, 0, MSG_DONTWAIT);
    char control[256];
    struct msghdr message = {.msg_control = control, .msg_controllen = sizeof control};
    long completed = -1;
    for (int i = 0; i < 50 && completed < 0; i++) {
        completed = recvmsg(udp, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
        usleep(1000);
    }
    verdict("zero-copy-send", completed < 0 ? "REFUSED" : "DONE");
    verdict("shared-file", memcmp(before, map, sizeof before) == 0 ? "INTACT" : "CHANGED");
    return 0;
}
