// @title Mounts, binds, remounts, unmounts and pivots, by the old calls and the new ones
// @every-commit
// @with include/probe.h
// @probe mount-proc EPERM|ENOSYS
// @probe mount-tmpfs EPERM|ENOSYS
// @probe mount-sysfs EPERM|ENOSYS
// @probe mount-overlay EPERM|ENOSYS
// @probe bind-root EPERM|ENOSYS
// @probe remount-root-writable EPERM|ENOSYS
// @probe make-shared EPERM|ENOSYS
// @probe grow-the-quota EPERM|ENOSYS
// @probe move EPERM|ENOSYS
// @probe umount-proc EPERM|ENOSYS
// @probe umount-dev EPERM|ENOSYS
// @probe umount-shm EPERM|ENOSYS
// @probe umount-tmp EPERM|ENOSYS
// @probe umount-work EPERM|ENOSYS
// @probe umount-expire EPERM|ENOSYS
// @probe pivot-root EPERM|ENOSYS
// @probe fsopen EPERM|ENOSYS
// @probe fsconfig EPERM|ENOSYS
// @probe fsmount EPERM|ENOSYS
// @probe fspick EPERM|ENOSYS
// @probe open-tree EPERM|ENOSYS
// @probe move-mount EPERM|ENOSYS
// @probe mount-setattr EPERM|ENOSYS
// @probe root-still-read-only EROFS
// @probe proc-still-there OK uncontrolled: it is what must be left
//
// Every mask and read-only mount of the sandbox is a mount; whoever may change one may change all. The unprotected run
// has a mount namespace of its own, and leaves the system's super blocks alone.
#include "probe.h"

#include <linux/mount.h>
#include <sys/stat.h>

// By hand: linux/mount.h and sys/mount.h cannot be had together everywhere.
#define BIND 4096
#define MOVE 8192
#define REMOUNT 32
#define SHARED (1 << 20)
#define DETACH 2
#define EXPIRE 4

static void try_mount(const char *name, const char *from, const char *to, const char *type, long flags, const char *data) {
    probe_call(name, SYS_mount, PTR(from), PTR(to), PTR(type), flags, PTR(data));
}

static void try_umount(const char *name, const char *path, long flags) {
    probe_call(name, SYS_umount2, PTR(path), flags);
}

int main(void) {
    const char *names[] = {"a", "b", "c", "lower", "upper", "index", "merged"};
    for (int i = 0; i < 7; i++) mkdir(names[i], 0755);
    try_mount("mount-tmpfs", "none", "a", "tmpfs", 0, NULL);
    try_mount("mount-proc", "proc", "b", "proc", 0, NULL);
    try_mount("mount-sysfs", "sysfs", "c", "sysfs", 0, NULL);
    mkdir("a/upper", 0755);
    mkdir("a/work", 0755);
    try_mount("mount-overlay", "none", "merged", "overlay", 0, "lowerdir=lower,upperdir=a/upper,workdir=a/work");
    try_mount("bind-root", "/", "lower", NULL, BIND, NULL);
    try_mount("make-shared", NULL, unprotected() ? "a" : "/", NULL, SHARED, NULL);
    try_mount("remount-root-writable", NULL, "/", NULL, REMOUNT | BIND, NULL);
    try_mount("grow-the-quota", NULL, unprotected() ? "a" : "/tmp", NULL, REMOUNT, "size=1g");
    try_mount("move", unprotected() ? "b" : "/proc", "upper", NULL, MOVE, NULL);

    probe_call("fsopen", SYS_fsopen, PTR("tmpfs"), 0);
    probe_call("fsconfig", SYS_fsconfig, -1, 6 /* create */, 0, 0, 0);
    probe_call("fsmount", SYS_fsmount, -1, 0, 0);
    probe_call("fspick", SYS_fspick, AT_FDCWD, PTR("/"), 0);
    long tree = probe_call("open-tree", SYS_open_tree, AT_FDCWD, PTR("/"), OPEN_TREE_CLONE | AT_RECURSIVE);
    probe_call("move-mount", SYS_move_mount, tree, PTR(""), AT_FDCWD, PTR("index"), MOVE_MOUNT_F_EMPTY_PATH);
    struct mount_attr writable = {.attr_clr = MOUNT_ATTR_RDONLY};
    probe_call("mount-setattr", SYS_mount_setattr, AT_FDCWD, PTR("/"), 0, PTR(&writable), sizeof writable);
    probe_call("pivot-root", SYS_pivot_root, PTR("."), PTR("."));

    int fd = open("/probe-of-the-root", O_WRONLY | O_CREAT | O_EXCL, 0600);
    probe("root-still-read-only", fd);
    if (fd >= 0) unlink("/probe-of-the-root");

    // In the unprotected run these are its own mounts, or none.
    try_umount("umount-expire", unprotected() ? "c" : "/proc", EXPIRE);
    try_umount("umount-work", unprotected() ? "a" : "/work", DETACH);
    try_umount("umount-dev", unprotected() ? "b" : "/dev", DETACH);
    try_umount("umount-shm", "/dev/shm", DETACH);
    try_umount("umount-tmp", "/tmp", DETACH);
    probe("proc-still-there", open("/proc/self/status", O_RDONLY));
    try_umount("umount-proc", "/proc", DETACH);
    return 0;
}
