// @title Asks which parts of shared files are in the page cache
// @with include/probe.h
// @probe mincore TELLS-NOTHING
// @probe cachestat ENOSYS|EPERM uncontrolled: older kernels have no such call
// @probe read-without-waiting EPERM|ENOSYS|EOPNOTSUPP|TELLS-NOTHING
// @probe process-madvise EPERM|ENOSYS uncontrolled: it is about its rights
//
// What others run is in the page cache: whoever may empty it for a file and ask later sees them come. The kernel answers
// mincore for one's own files only. Timing a read tells the same, but less exactly; that cannot be refused.
#include "probe.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

#define PAGES 64

int main(void) {
    int file = open("/usr/bin/localedef", O_RDONLY);
    struct stat info;
    if (file < 0 || fstat(file, &info) != 0 || info.st_size < PAGES * 4096) return 1;
    // Thrown out of the cache, as far as nobody uses it.
    for (int i = 0; i < 3; i++) posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);

    unsigned char there[PAGES];
    void *map = mmap(NULL, PAGES * 4096, PROT_READ, MAP_SHARED, file, 0);
    int count = 0;
    if (mincore(map, PAGES * 4096, there) == 0) {
        for (int i = 0; i < PAGES; i++) count += there[i] & 1;
        verdict("mincore", count == PAGES ? "TELLS-NOTHING" : "TELLS");
    } else {
        verdict("mincore", errno_name(errno));
    }
    munmap(map, PAGES * 4096);

    char byte;
    struct iovec vector = {&byte, 1};
    int absent = 0, error = 0;
    for (int i = 0; i < PAGES; i++) {
        if (preadv2(file, &vector, 1, (off_t)i * 4096, 8 /* RWF_NOWAIT */) >= 0) continue;
        error = errno;
        absent += error == EAGAIN;
    }
    verdict("read-without-waiting", absent > 0 ? "TELLS" : error != 0 ? errno_name(error) : "TELLS-NOTHING");
    struct { unsigned long long offset, length; } range = {0, PAGES * 4096};
    unsigned long long counts[8];
    probe_call("cachestat", 451, file, PTR(&range), PTR(counts), 0);
    probe_call("process-madvise", SYS_process_madvise, syscall(SYS_pidfd_open, getpid(), 0), PTR(&vector), 1, 21, 0);
    return 0;
}
