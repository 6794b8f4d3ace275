// @title the files that all runs share are read, and dropped from the cache each time
// @request {"limits": {"timeout": "1s"}}
// @outcome timeout
// @wall 1000 2000
// @control none only measured: what the canary tenant feels
#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char buffer[1 << 20];

static int drop(const char *path, const struct stat *info, int kind, struct FTW *place) {
    (void)info;
    (void)place;
    if (kind != FTW_F) return 0;
    int fd = open(path, O_RDONLY);
    while (read(fd, buffer, sizeof buffer) > 0) {
    }
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
    return 0;
}

int main(void) {
    for (;;) nftw("/usr/lib", drop, 32, FTW_PHYS);
}
