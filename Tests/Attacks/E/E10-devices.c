// @title Makes device nodes, and opens those of the machine
// @every-commit
// @with include/probe.h
// @probe mknod-disk EPERM
// @probe mknod-mem EPERM
// @probe mknod-null EPERM
// @probe mknod-in-shm EPERM
// @probe listing ONLY-HARMLESS
// @probe dangerous NONE
// @probe kmsg ENOENT|EACCES
// @probe ptmx ENOENT|EACCES
// @probe tty ENXIO uncontrolled: whoever has no terminal gets the same anywhere
// @probe chmod-null EROFS|EPERM
// @probe touch-null EROFS|EPERM
// @probe replace-null EROFS|EPERM|EACCES
// @probe random-entropy EPERM
// @probe random-reseed EPERM
// @probe null-works OK uncontrolled: it is what must be left
//
// Besides the nodes themselves: /dev/random takes requests that concern the whole machine, and the nodes' modes and times
// are the host's.
#include "probe.h"

#include <dirent.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static const char *const harmless[] = {"null", "zero", "full", "random", "urandom", "tty",
                                       "fd",   "stdin", "stdout", "stderr", "shm"};
static const char *const dangerous[] = {
    "mem", "kmem", "port", "kmsg", "fuse", "kvm", "net/tun", "loop-control", "loop0", "userfaultfd", "vhost-net",
    "vhost-vsock", "vsock", "uinput", "uhid", "ptmx", "pts/ptmx", "pts/0", "tty0", "tty1", "ttyS0", "console", "sda", "vda",
    "nvme0n1", "dm-0", "mapper/control", "btrfs-control", "autofs", "cuse", "hpet", "rtc0", "snapshot", "watchdog", "nvram",
    "cpu/0/msr", "mqueue", "hugepages", "dri/card0", "snd/timer", "rfkill", "ppp", "bus/usb/001/001", "vfio/vfio", "sg0",
    "hwrng", "vcs", "vcsa", "cpu_dma_latency", "udmabuf", "dma_heap/system", "binderfs", "ashmem", "sev", "sgx_enclave",
};

static void node(const char *name, const char *path, mode_t mode, dev_t device) {
    probe(name, mknod(path, mode | 0600, device));
    unlink(path);
}

int main(void) {
    node("mknod-disk", "disk", S_IFBLK, makedev(8, 0));
    node("mknod-mem", "mem", S_IFCHR, makedev(1, 1));
    node("mknod-null", "null", S_IFCHR, makedev(1, 3));
    node("mknod-in-shm", "/dev/shm/runlet-attack-node", S_IFCHR, makedev(1, 1));

    int others = 0;
    DIR *directory = opendir("/dev");
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        int known = entry->d_name[0] == '.';
        for (unsigned i = 0; i < sizeof harmless / sizeof *harmless; i++) known |= strcmp(entry->d_name, harmless[i]) == 0;
        if (!known) others++;
    }
    verdict("listing", directory != NULL && others == 0 ? "ONLY-HARMLESS" : "MORE");

    // Not opened in the unprotected run: to open a watchdog or a tape does something already.
    int there = 0;
    char path[64];
    struct stat info;
    for (unsigned i = 0; i < sizeof dangerous / sizeof *dangerous; i++) {
        snprintf(path, sizeof path, "/dev/%s", dangerous[i]);
        if (stat(path, &info) == 0 || errno != ENOENT || (!unprotected() && open(path, O_RDONLY | O_NONBLOCK) >= 0)) {
            printf("there: %s\n", path);
            there++;
        }
    }
    verdict("dangerous", there == 0 ? "NONE" : "SOME");
    probe("kmsg", open("/dev/kmsg", O_RDONLY | O_NONBLOCK));
    probe("ptmx", open("/dev/ptmx", O_RDWR | O_NOCTTY));
    // A name for the terminal that one has already, and there is none.
    probe("tty", open("/dev/tty", O_RDWR | O_NOCTTY));

    // Nothing changes where it succeeds.
    stat("/dev/null", &info);
    probe("chmod-null", chmod("/dev/null", info.st_mode & 07777));
    const struct timespec times[2] = {info.st_atim, info.st_mtim};
    probe("touch-null", utimensat(AT_FDCWD, "/dev/null", times, 0));
    probe("replace-null", unprotected() ? rename("/dev/null", "/dev/null") : unlink("/dev/null"));
    int nothing = 0, fd = open("/dev/random", O_RDWR);
    probe("random-entropy", ioctl(fd, RNDADDTOENTCNT, &nothing));
    probe("random-reseed", ioctl(fd, RNDRESEEDCRNG));
    probe("null-works", open("/dev/null", O_RDWR));
    return 0;
}
