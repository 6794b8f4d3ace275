// @title Alters a file that all runs share, by every call that alters one
// @every-commit
// @with include/probe.h
// @probe open-write EROFS|EACCES
// @probe open-truncate EROFS|EACCES
// @probe truncate EROFS|EACCES
// @probe chmod EROFS|EPERM
// @probe chown EROFS|EPERM
// @probe utimes EROFS|EPERM
// @probe setxattr EROFS|EPERM|EACCES
// @probe removexattr EROFS|EPERM|EACCES
// @probe rename EROFS|EXDEV|EACCES
// @probe unlink EROFS|EACCES
// @probe link EXDEV|EROFS|EPERM
// @probe map-shared-write EACCES
// @probe fallocate EBADF uncontrolled: a descriptor for reading
// @probe ftruncate EBADF|EINVAL uncontrolled: a descriptor for reading
// @probe attributes EROFS|EPERM|ENOTTY|EACCES
// @probe lease EACCES|EPERM
// @probe reopen-for-writing EROFS|EACCES
// @probe write-to-memory-of-a-map ENOENT|EROFS|EACCES
//
// The unprotected run has a file of its own in its place.
#include "probe.h"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>

int main(void) {
    const char *file = "/usr/bin/env", *beside = "/usr/bin/env-attacked";
    if (unprotected()) {
        file = "own";
        beside = "own-attacked";
        int made = open(file, O_WRONLY | O_CREAT, 0755);
        if (ftruncate(made, 8192) == 0) setxattr(file, "user.attack", "x", 1, 0);
        close(made);
    }
    struct stat info;
    stat(file, &info);
    const struct timespec times[2] = {info.st_atim, info.st_mtim};
    int fd = open(file, O_RDONLY);
    char reopened[64];
    snprintf(reopened, sizeof reopened, "/proc/self/fd/%d", fd);

    probe("open-write", open(file, O_WRONLY));
    probe("reopen-for-writing", open(reopened, O_WRONLY));
    probe("utimes", utimensat(AT_FDCWD, file, times, 0));
    probe("chmod", chmod(file, info.st_mode & 07777));
    probe("chown", chown(file, info.st_uid, info.st_gid));
    probe("setxattr", setxattr(file, "user.attack", "y", 1, 0));
    probe("removexattr", removexattr(file, "user.attack"));
    // Shared and writable in the unprotected run, which opens it so; in the sandbox a descriptor for reading is all.
    int best = unprotected() ? open(file, O_RDWR) : fd;
    probe("map-shared-write", mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, best, 0) == MAP_FAILED ? -1 : 0);
    probe("fallocate", fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096));
    probe("ftruncate", ftruncate(fd, 0));
    long flags = 0;
    ioctl(fd, FS_IOC_GETFLAGS, &flags);
    flags ^= FS_NODUMP_FL;
    probe("attributes", ioctl(fd, FS_IOC_SETFLAGS, &flags));
    // A lease holds up everybody else who opens the file.
    probe("lease", fcntl(fd, F_SETLEASE, F_RDLCK));
    fcntl(fd, F_SETLEASE, F_UNLCK);
    // Copy-on-write that is not (Dirty COW went through /proc/self/mem).
    void *map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
    int memory = open("/proc/self/mem", O_RDWR);
    probe("write-to-memory-of-a-map", memory < 0 ? -1 : pwrite(memory, "x", 1, (off_t)(long)map));
    probe("link", link(file, "./hard-link"));
    probe("open-truncate", open(file, O_WRONLY | O_TRUNC));
    probe("truncate", truncate(file, 0));
    probe("rename", rename(file, beside));
    if (unprotected()) file = beside;
    probe("unlink", unlink(file));
    return 0;
}
