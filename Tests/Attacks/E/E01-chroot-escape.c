// @title Breaks out of a chroot, by dots, by a kept directory and by /proc
// @every-commit
// @with include/probe.h
// @probe chroot EPERM
// @probe chroot-in-kept-directory EPERM
// @probe shadow-by-dots ENOENT
// @probe canary-by-dots ENOENT
// @probe shadow-by-proc-root ENOENT
// @probe init-root ENOENT|EACCES
// @probe init-cwd ENOENT|EACCES
// @never runlet-canary-[0-9a-f]
//
// The root is a pivoted mount: above it there is nothing, whatever the working directory's past. The control does the
// classic escape in full and stands in the host's root at its end.
#include "probe.h"

#include <sys/stat.h>

static void show(const char *name, const char *path) {
    int fd = open(path, O_RDONLY);
    probe(name, fd);
    char text[256];
    ssize_t count = fd < 0 ? 0 : read(fd, text, sizeof text);
    if (count > 0 && strstr(path, "canary") != NULL) printf("%.*s\n", (int)count, text);
}

int main(void) {
    mkdir("x", 0755);
    int kept = open(".", O_RDONLY | O_DIRECTORY);
    probe("chroot", chroot("x"));
    if (fchdir(kept) == 0) {
        mkdir("y", 0755);
        probe("chroot-in-kept-directory", chroot("y"));
    }
    for (int i = 0; i < 64; i++) {
        if (chdir("..") != 0) break;
    }
    int ignored = chroot(".");
    (void)ignored;
    show("shadow-by-dots", "etc/shadow");
    show("canary-by-dots", "etc/runlet-attack-canary");
    show("shadow-by-proc-root", "/proc/self/root/../../etc/shadow");
    probe("init-root", open("/proc/1/root", O_RDONLY));
    probe("init-cwd", open("/proc/1/cwd", O_RDONLY));
    return 0;
}
