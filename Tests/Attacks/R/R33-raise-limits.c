// @title no limit can be raised, by neither call, for oneself or for pid 1
// @probe core EPERM
// @probe files EPERM uncontrolled: it takes a capability that not every root has
// @probe file-size EPERM
// @probe processes EPERM uncontrolled: it takes a capability that not every root has
// @probe locked EPERM uncontrolled: it takes a capability that not every root has
// @probe queues EPERM uncontrolled: it takes a capability that not every root has
// @probe nice EPERM uncontrolled: it takes a capability that not every root has
// @probe realtime EPERM uncontrolled: it takes a capability that not every root has
// @probe pending EPERM uncontrolled: it takes a capability that not every root has
// @probe stack EPERM
// @probe pid-1 EPERM
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct {
    const char *name;
    int resource;
} limits[] = {
    {"core", RLIMIT_CORE}, {"files", RLIMIT_NOFILE}, {"file-size", RLIMIT_FSIZE}, {"processes", RLIMIT_NPROC},
    {"locked", RLIMIT_MEMLOCK}, {"queues", RLIMIT_MSGQUEUE}, {"nice", RLIMIT_NICE}, {"realtime", RLIMIT_RTPRIO},
    {"pending", RLIMIT_SIGPENDING}, {"stack", RLIMIT_STACK},
};

int main(void) {
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct rlimit before, wanted;
        getrlimit(limits[i].resource, &before);
        // One more than it is; where it is without bound already, as it is: then it says OK.
        wanted = before;
        if (wanted.rlim_max != RLIM_INFINITY) wanted.rlim_max++;
        int error = 0;
        if (setrlimit(limits[i].resource, &wanted) != 0) error = errno;
        if (prlimit(0, limits[i].resource, &wanted, NULL) == 0) error = 0;
        printf("%s %s\n", limits[i].name, error == 0 ? "OK" : strerrorname_np(error));
        setrlimit(limits[i].resource, &before);
    }
    struct rlimit own;
    getrlimit(RLIMIT_CPU, &own);
    printf("pid-1 %s\n", prlimit(1, RLIMIT_CPU, &own, NULL) == 0 ? "OK" : strerrorname_np(errno));
    return 0;
}
