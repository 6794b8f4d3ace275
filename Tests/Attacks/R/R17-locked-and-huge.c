// @title memory that cannot be taken back, and pages out of the pool that all share
// @probe mlockall EPERM|ENOMEM
// @probe mlock EPERM|ENOMEM
// @probe mlock2 EPERM|ENOMEM
// @probe map-locked EPERM|EAGAIN
// @probe map-huge EPERM
// @probe map-huge-1g EPERM
// @probe memory-file-huge EPERM
// @probe segment-huge EPERM
// @probe segment-lock EPERM|ENOMEM
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SIZE = 4 << 20 };

static void say(const char *name, long result) {
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
}

static void *map(int flags) {
    return mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

int main(void) {
    char *memory = map(0);
    memset(memory, 1, SIZE);
    say("mlock", mlock(memory, SIZE));
    say("mlock2", syscall(SYS_mlock2, memory, SIZE, 1));
    say("map-locked", map(MAP_LOCKED) == MAP_FAILED ? -1 : 0);
    say("map-huge", map(MAP_HUGETLB) == MAP_FAILED ? -1 : 0);
    say("map-huge-1g", map(MAP_HUGETLB | 30 << 26) == MAP_FAILED ? -1 : 0);
    say("memory-file-huge", memfd_create("x", MFD_HUGETLB));
    say("segment-huge", shmget(IPC_PRIVATE, SIZE, SHM_HUGETLB | 0600));
    int id = shmget(IPC_PRIVATE, SIZE, 0600);
    say("segment-lock", shmctl(id, SHM_LOCK, NULL));
    shmctl(id, IPC_RMID, NULL);
    say("mlockall", mlockall(MCL_CURRENT | MCL_FUTURE));
    return 0;
}
