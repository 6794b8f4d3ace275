// @title every way to make one file too large
// @request {"limits": {"disk": "8MiB"}}
// @probe write ENOSPC|EFBIG
// @probe truncate EFBIG
// @probe allocate EFBIG|ENOSPC
// @probe allocate-without-size EFBIG|ENOSPC
// @probe far-away EFBIG
// @probe copy ENOSPC|EFBIG|NOTHING
// @probe map SIGBUS
// @probe append-by-many ENOSPC|EFBIG
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MIB = 1 << 20, WANTED = 12 };

static char block[MIB];

static int fresh(void) {
    unlink("x");
    return open("x", O_CREAT | O_RDWR, 0600);
}

static void say(const char *name, long result) {
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
    fflush(stdout);
}

static long fill(int fd, int from, int count) {
    for (int i = from; i < from + count; i++) {
        ssize_t size = pwrite(fd, block, MIB, (off_t)i * MIB);
        // A part of it: the next one says why.
        if (size >= 0 && size < MIB) size = pwrite(fd, block, (size_t)(MIB - size), (off_t)i * MIB + size);
        if (size < 0) return -1;
    }
    return 0;
}

int main(void) {
    signal(SIGXFSZ, SIG_IGN);
    memset(block, 1, MIB);
    say("write", fill(fresh(), 0, WANTED));
    say("truncate", ftruncate(fresh(), 1L << 40));
    say("allocate", fallocate(fresh(), 0, 0, WANTED * MIB));
    int fd = fresh();
    say("allocate-without-size", fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, WANTED * MIB));
    say("far-away", pwrite(fresh(), "x", 1, 1L << 40));

    fd = fresh();
    fill(fd, 0, 3);
    long result = 1;
    for (off_t to = 3 * MIB; to < WANTED * MIB && result > 0;) {
        off_t from = 0;
        result = copy_file_range(fd, &from, fd, &to, 3 * MIB, 0);
    }
    if (result == 0) puts("copy NOTHING");
    else say("copy", result);

    fd = fresh();
    // As large as may be, all of it a hole; what is written then has no page left.
    ftruncate(fd, 8 * MIB);
    int other = open("y", O_CREAT | O_RDWR, 0600);
    fill(other, 0, 4);
    pid_t pid = fork();
    if (pid == 0) {
        memset(mmap(NULL, 8 * MIB, PROT_WRITE, MAP_SHARED, fd, 0), 1, 8 * MIB);
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    printf("map %s\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS ? "SIGBUS" : "OK");
    unlink("y");
    close(other);
    close(fd);

    fd = fresh();
    for (int i = 0; i < 4; i++) {
        pid = fork();
        if (pid == 0) _exit(fill(fd, i * 3, 3) == 0 ? 0 : errno);
        waitpid(pid, &status, 0);
        if (WEXITSTATUS(status) != 0) break;
    }
    errno = WEXITSTATUS(status);
    say("append-by-many", errno == 0 ? 0 : -1);
    return 0;
}
