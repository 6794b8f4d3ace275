// @title a file and a link change places in processes that outlive the program, while its artifacts are collected
// @every-commit
// Ignoring every signal, in sessions of their own. The race is lost for them where all are dead before anybody looks.
// @request {"artifacts": ["swap", "link", "dir/*", "other/*"], "limits": {"timeout": "2s"}}
// @with include/probe.h
// @probe exchange OK uncontrolled: renameat2 works everywhere
// @probe canary ENOENT
// @never root:[^:]*:0:
// @never runlet-canary-[0-9a-f]
#include "probe.h"
#include <sys/stat.h>

static void put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) exit(1);
    close(fd);
}

static long exchange(const char *a, const char *b) {
    return syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, 2 /* RENAME_EXCHANGE */);
}

static void survive(const char *a, const char *b) {
    if (fork() != 0) return;
    setsid();
    if (fork() != 0) _exit(0);
    for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
    for (int fd = 0; fd < 64; fd++) close(fd);
    // Unprotected it must end by itself.
    for (long i = 0; !unprotected() || i < 100000; i++) exchange(a, b);
    _exit(0);
}

int main(void) {
    put("swap", "plain");
    mkdir("dir", 0755);
    put("dir/passwd", "plain");
    put("dir/runlet-attack-canary", "plain");
    if (symlink("/etc/runlet-attack-canary", "link") != 0 || symlink("/etc", "other") != 0) return 1;
    probe("exchange", exchange("swap", "link"));
    probe("canary", open("swap", O_RDONLY));
    for (int i = 0; i < 4; i++) survive("swap", "link");
    for (int i = 0; i < 4; i++) survive("dir", "other");
    usleep(50000);
    return 0;
}
