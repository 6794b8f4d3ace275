// @title a program that stays a little below its memory limit and reads files all the time
// @request {"limits": {"memory": "64MiB", "timeout": "2s"}}
// @outcome timeout|memory-limit
// @wall 0 3000
// @control none only the canary tenant tells
// The kernel searches for memory on each page that is read; the others must not feel it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char own[60 << 20];
static char buffer[1 << 18];

static int read_all(const char *path, const struct stat *info, int kind, struct FTW *place) {
    (void)info;
    (void)place;
    if (kind != FTW_F) return 0;
    int fd = open(path, O_RDONLY);
    while (read(fd, buffer, sizeof buffer) > 0) {
    }
    close(fd);
    return 0;
}

int main(void) {
    memset(own, 1, sizeof own);
    for (;;) nftw("/usr/lib", read_all, 32, FTW_PHYS);
}
