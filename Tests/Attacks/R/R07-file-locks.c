// @title locks of single bytes are memory of the kernel's that no cgroup counts
// @every-commit
// @with include/probe.h
// @request {"limits": {"memory": "32MiB", "timeout": "8s"}}
// @probe posix-locks few
// @probe descriptor-locks few
// @prints ^a-usual-program OK$
// Since Linux 5.15 their memory belongs to nobody (CVE-2022-0480): they must not become very many, and who needs some
// must get them.
#include "probe.h"
#include <sys/file.h>
#include <time.h>

enum { FILES = 500, LOCKS = 300, MANY = 40000 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// Locks that can be had within a second and a half.
static int locks(int command) {
    int count = 0;
    double end = now() + 1.5;
    // Over many files, since each lock looks at all others of its file.
    for (int i = 0; i < FILES; i++) {
        int fd = open("/dev/shm", O_TMPFILE | O_RDWR, 0600);
        for (int j = 0; fd >= 0 && j < LOCKS; j++, count++) {
            struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 2 * j, .l_len = 1};
            if (now() > end || fcntl(fd, command, &lock) != 0) return count;
        }
    }
    return count;
}

static void report(const char *name, int command) {
    fflush(stdout);
    if (fork() == 0) {
        verdict(name, locks(command) > MANY ? "many" : "few");
        _exit(0);
    }
    wait(NULL);
}

// A thousand transactions of a database: lock, unlock; and another process sees the lock.
static int usual(void) {
    int fd = open("data", O_CREAT | O_RDWR, 0600);
    struct flock lock = {.l_whence = SEEK_SET, .l_start = 1000, .l_len = 1};
    for (int i = 0; i < 1000; i++) {
        lock.l_type = F_WRLCK;
        if (fcntl(fd, F_SETLK, &lock) != 0) return errno;
        if (i == 500 && fork() == 0) _exit(fcntl(fd, F_SETLK, &lock) == 0 ? 1 : 0);
        int status = 0;
        if (i == 500 && (wait(&status) < 0 || status != 0)) return EDEADLK;
        lock.l_type = F_UNLCK;
        if (fcntl(fd, F_SETLK, &lock) != 0) return errno;
    }
    return 0;
}

int main(void) {
    probe_in_child("a-usual-program", usual);
    report("posix-locks", F_SETLK);
    report("descriptor-locks", F_OFD_SETLK);
    return 0;
}
