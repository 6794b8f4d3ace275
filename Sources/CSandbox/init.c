// Pid 1 of a sandbox, from the clone to its end. Single-threaded, a copy of the launcher; it owns nothing worth having.
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int status_fd = -1;

static void report(const struct sbx_record *record) {
    // The pipe is empty but for at most three of our own records, so this neither blocks nor splits. Where the server
    // is gone there is nobody to tell.
    ssize_t ignored = write(status_fd, record, sizeof *record);
    (void)ignored;
}

static void fail(enum sbx_stage stage, uint32_t index, int error) __attribute__((noreturn));
static void fail(enum sbx_stage stage, uint32_t index, int error) {
    struct sbx_record record = {
        .kind = SBX_RECORD_FAILED, .stage = stage, .index = index, .error = error, .at = sbx_monotonic_ns()};
    report(&record);
    _exit(127);
}

static void check(long result, enum sbx_stage stage, uint32_t index) {
    if (result < 0) fail(stage, index, errno);
}

// Joins the v1 groups: writing 0 moves the writer alone, which needs no lock on the whole thread group table. The files
// were opened by the server, and it is the opener's rights that count.
static void join_cgroups(const struct sbx_job *job) {
    if ((job->request->flags & SBX_CGROUP_V2) == 0) {
        for (uint32_t i = 0; i < job->request->cgroup_count; i++) {
            check(write(job->fds[SBX_FD_CGROUPS + i], "0", 1), SBX_STAGE_CGROUP, i);
        }
    }
    // Only now, so that the group's own directory is the root of what is seen.
    check(unshare(CLONE_NEWCGROUP), SBX_STAGE_CGROUP, 100);
}

// Becomes the slot's user. From here on nothing is done as the host's root, not even the mounts: the capabilities that
// they need count in the sandbox's own user namespace only.
static void become_user(const struct sbx_template *template, uid_t uid) {
    check(prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP | SECBIT_KEEP_CAPS, 0, 0, 0), SBX_STAGE_IDENTITY, 0);
    check(syscall(SYS_setresgid, uid, uid, uid), SBX_STAGE_IDENTITY, 1);
    check(syscall(SYS_setresuid, uid, uid, uid), SBX_STAGE_IDENTITY, 2);
    // Nobody but the kernel may look into the init: the program has the same user.
    check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), SBX_STAGE_IDENTITY, 3);
    // After the change of user, which clears it. The launcher may have died in between: then its pipe has hung up.
    check(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), SBX_STAGE_IDENTITY, 4);
    struct pollfd life = {.fd = template->life_read, .events = 0};
    if (poll(&life, 1, 0) != 0) _exit(127);
    check(setsid(), SBX_STAGE_IDENTITY, 5);
    umask(022);
}

static void config(int fd, const char *key, const char *value, enum sbx_stage stage) {
    check(fsconfig(fd, FSCONFIG_SET_STRING, key, value, 0), stage, 1);
}

static void config_number(int fd, const char *key, uint64_t number, const char *format) {
    char text[32];
    snprintf(text, sizeof text, format, (unsigned long long)number);
    config(fd, key, text, SBX_STAGE_TMPFS);
}

static void attach(int tree, const char *path, enum sbx_stage stage, uint32_t index) {
    check(move_mount(tree, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH), stage, index);
    close(tree);
}

// One tmpfs, so one quota, under /work, /tmp and /dev/shm. Its own root is hidden under /tmp, and stays hidden: nobody
// in the sandbox may unmount.
static int mount_scratch(const struct sbx_request *request) {
    int fs = fsopen("tmpfs", FSOPEN_CLOEXEC);
    check(fs, SBX_STAGE_TMPFS, 0);
    config_number(fs, "size", request->disk, "%llu");
    config_number(fs, "nr_inodes", request->inodes, "%llu");
    config(fs, "mode", "0755", SBX_STAGE_TMPFS);
    config_number(fs, "uid", request->inner_uid, "%llu");
    config_number(fs, "gid", request->inner_uid, "%llu");
    check(fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0), SBX_STAGE_TMPFS, 2);
    int mount = fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    check(mount, SBX_STAGE_TMPFS, 3);
    close(fs);
    check(mkdirat(mount, "work", 0755), SBX_STAGE_TMPFS, 4);
    check(mkdirat(mount, "tmp", 0777), SBX_STAGE_TMPFS, 5);
    check(mkdirat(mount, "shm", 0777), SBX_STAGE_TMPFS, 6);
    check(fchmodat(mount, "tmp", 01777, 0), SBX_STAGE_TMPFS, 7);
    check(fchmodat(mount, "shm", 01777, 0), SBX_STAGE_TMPFS, 8);
    attach(mount, "/tmp", SBX_STAGE_TMPFS, 9);
    int work = open_tree(AT_FDCWD, "/tmp/work", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    check(work, SBX_STAGE_TMPFS, 10);
    int tmp = open_tree(AT_FDCWD, "/tmp/tmp", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    check(tmp, SBX_STAGE_TMPFS, 11);
    int shm = open_tree(AT_FDCWD, "/tmp/shm", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    check(shm, SBX_STAGE_TMPFS, 12);
    attach(work, "/work", SBX_STAGE_TMPFS, 13);
    attach(shm, "/dev/shm", SBX_STAGE_TMPFS, 14);
    attach(tmp, "/tmp", SBX_STAGE_TMPFS, 15);
    int directory = open("/work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(directory, SBX_STAGE_TMPFS, 16);
    return directory;
}

static void mount_proc(void) {
    int fs = fsopen("proc", FSOPEN_CLOEXEC);
    check(fs, SBX_STAGE_PROC, 0);
    // Only processes, and of those only one's own: no meminfo, no keys, no sys, and not the init.
    config(fs, "hidepid", "invisible", SBX_STAGE_PROC);
    config(fs, "subset", "pid", SBX_STAGE_PROC);
    check(fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0), SBX_STAGE_PROC, 2);
    // Read-only, or a program could lower its own oom_score_adj again.
    int mount = fsmount(
        fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
    check(mount, SBX_STAGE_PROC, 3);
    close(fs);
    attach(mount, "/proc", SBX_STAGE_PROC, 4);
}

// The launcher's root holds the template under /root and the host's proc under /proc, and no other mount.
static int enter_root(const struct sbx_request *request) {
    // The copy that came with the namespace is locked; a copy of the copy is ours to pivot into.
    int tree = open_tree(AT_FDCWD, "/root", OPEN_TREE_CLONE | AT_RECURSIVE | OPEN_TREE_CLOEXEC);
    check(tree, SBX_STAGE_ROOT, 0);
    check(move_mount(tree, "", AT_FDCWD, "/root", MOVE_MOUNT_F_EMPTY_PATH), SBX_STAGE_ROOT, 1);
    check(fchdir(tree), SBX_STAGE_ROOT, 2);
    close(tree);
    check(syscall(SYS_pivot_root, ".", "."), SBX_STAGE_PIVOT, 0);
    // The old root now lies over the new one's. Its proc must still be there when a new one is mounted: the kernel
    // gives a user namespace no proc that could show more than an existing one.
    int old = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    check(old, SBX_STAGE_PIVOT, 1);
    check(chdir("/"), SBX_STAGE_PIVOT, 2);
    mount_proc();
    int directory = mount_scratch(request);
    check(umount2(".", MNT_DETACH), SBX_STAGE_PIVOT, 3);
    close(old);
    check(fchdir(directory), SBX_STAGE_PIVOT, 4);
    return directory;
}

static void raise_loopback(void) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    check(fd, SBX_STAGE_NETWORK, 0);
    struct ifreq request = {.ifr_flags = IFF_UP | IFF_RUNNING};
    strcpy(request.ifr_name, "lo");
    check(ioctl(fd, SIOCSIFFLAGS, &request), SBX_STAGE_NETWORK, 1);
    close(fd);
}

static void set_rlimit(const struct sbx_request *request, uint32_t index) {
    const struct sbx_rlimit *wanted = &request->rlimits[index];
    struct rlimit limit = {wanted->soft, wanted->hard};
    check(prlimit(0, (int)wanted->resource, &limit, NULL), SBX_STAGE_RLIMIT, index);
}

static void set_rlimits(const struct sbx_request *request) {
    for (uint32_t i = 0; i < request->rlimit_count; i++) {
        // The size of a file is the program's limit alone: the pack that the init writes may be larger.
        if (request->rlimits[i].resource != RLIMIT_FSIZE) set_rlimit(request, i);
    }
}

static void drop_capabilities(void) {
    for (int cap = 0; cap <= 63; cap++) {
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0) {
            if (errno == EINVAL && cap > CAP_AUDIT_READ) break;  // past the kernel's last one
            fail(SBX_STAGE_CAPABILITIES, (uint32_t)cap, errno);
        }
    }
    check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), SBX_STAGE_CAPABILITIES, 100);
    check(prctl(PR_SET_SECUREBITS,
                SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED
                    | SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED,
                0, 0, 0),
          SBX_STAGE_CAPABILITIES, 101);
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0}};
    check(syscall(SYS_capset, &header, none), SBX_STAGE_CAPABILITIES, 102);
}

// The program, between vfork and exec: it shares the init's memory, so it changes none that matters.
static void become_program(const struct sbx_job *job) __attribute__((noreturn));
static void become_program(const struct sbx_job *job) {
    for (int i = 0; i < 3; i++) {
        check(dup2(job->fds[SBX_FD_STDIN + i], i), SBX_STAGE_STDIO, (uint32_t)i);
    }
    check(setsid(), SBX_STAGE_STDIO, 3);
    // The terminal becomes that of the new session, and the program its foreground.
    if ((job->request->flags & SBX_TERMINAL) != 0) check(ioctl(0, TIOCSCTTY, 0), SBX_STAGE_STDIO, 5);
    sigset_t none;
    sigemptyset(&none);
    check(sigprocmask(SIG_SETMASK, &none, NULL), SBX_STAGE_STDIO, 4);
    for (uint32_t i = 0; i < job->request->rlimit_count; i++) {
        if (job->request->rlimits[i].resource == RLIMIT_FSIZE) set_rlimit(job->request, i);
    }
    // Everything above 2 closes with the exec; the status pipe stays for the report that there was none.
    execve(job->argv[0], job->argv, job->envp);
    fail(SBX_STAGE_EXEC, 0, errno);
}

// The init lives under the same filters as its program from here on. Returns what the first one reports its calls to; -1
// where the init is under a filter that reports already (a container's): then those calls do not exist.
static int load_filters(const struct sbx_template *template) {
    int listener = -1;
    for (uint32_t i = 0; i < template->filter_count; i++) {
        const struct sock_fprog *filter = &template->filters[i];
        int flags = i == 0 ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
        int result = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, filter);
        if (result < 0 && errno == EBUSY && flags != 0) {
            result = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags = 0, filter);
        }
        check(result, SBX_STAGE_SECCOMP, i);
        if (flags != 0) listener = result;
    }
    return listener;
}

// A SIGKILL to all reaches every process there is, and a fork that is under way sees it and starts over: nobody slips
// through, however fast it forks.
static void kill_the_rest(void) {
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR) {
    }
}

// All is said; what is left is for the kernel to take seven namespaces apart, which costs more than the answer's way to
// its client and would be in its way on a machine of few cores. Nothing of the user's is alive any more.
static void linger(void) {
    const struct timespec pause = {.tv_nsec = 4000000};
    nanosleep(&pause, NULL);
}

static bool is_full(int directory) {
    struct statfs info;
    return fstatfs(directory, &info) == 0 && (info.f_bavail == 0 || info.f_ffree == 0);
}

// Moves what travelled to the lowest numbers, closes all else, and lets nothing survive an exec.
static void settle_descriptors(const struct sbx_template *template, struct sbx_job *job) {
    // The launcher's own descriptors lie below 64; the ones of the request are moved out of the way first.
    for (int i = 0; i < job->fd_count; i++) {
        int fd = fcntl(job->fds[i], F_DUPFD_CLOEXEC, 64);
        check(fd, SBX_STAGE_REQUEST, (uint32_t)i);
        job->fds[i] = fd;
    }
    status_fd = job->fds[SBX_FD_STATUS];
    // Among what goes is the writing end of the life pipe: held by us it would never hang up.
    for (int fd = 0; fd < 64; fd++) {
        if (fd != template->life_read && fd != job->release_read) close(fd);
    }
}

void sbx_init_main(const struct sbx_template *template, struct sbx_job *job) {
    const struct sbx_request *request = job->request;
    status_fd = job->fds[SBX_FD_STATUS];
    settle_descriptors(template, job);

    // What the launcher ignores, and what the server did when it started it, is inherited, also over an exec. By the
    // call itself: the C library keeps two signals from its own function.
    const uint64_t by_default[4] = {0};
    for (int number = 1; number <= 64; number++) syscall(SYS_rt_sigaction, number, by_default, NULL, 8);

    char go = 0;
    if (read(job->release_read, &go, 1) != 1) _exit(127);  // the launcher reports why
    close(job->release_read);

    join_cgroups(job);
    become_user(template, request->inner_uid);
    close(template->life_read);
    int directory = enter_root(request);
    raise_loopback();
    check(sethostname("runlet", 6), SBX_STAGE_HOSTNAME, 0);
    check(setdomainname("", 0), SBX_STAGE_HOSTNAME, 1);
    drop_capabilities();
    int error = sbx_unpack(job->fds[SBX_FD_FILES], directory);
    if (error != 0) fail(SBX_STAGE_FILES, 0, -error);
    set_rlimits(request);
    check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), SBX_STAGE_NO_NEW_PRIVILEGES, 0);
    int listener = load_filters(template);
    int signals = sbx_child_signals();
    check(signals, SBX_STAGE_FORK, 1);

    struct sbx_record started = {.kind = SBX_RECORD_STARTED, .at = sbx_monotonic_ns()};
    report(&started);
    pid_t program = vfork();
    if (program == 0) become_program(job);
    check(program, SBX_STAGE_FORK, 0);
    for (int i = SBX_FD_STDIN; i <= SBX_FD_STDERR; i++) close(job->fds[i]);

    int status = 0;
    sbx_wait(program, signals, listener, &status);
    struct sbx_record ended = {.kind = SBX_RECORD_ENDED, .status = status, .at = sbx_monotonic_ns()};
    kill_the_rest();
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    ended.cpu_us = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000u
        + (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    ended.max_rss_kib = (uint64_t)usage.ru_maxrss;
    ended.disk_full = is_full(directory);
    report(&ended);

    if ((request->flags & SBX_PACK) != 0) {
        struct sbx_record packed = {.kind = SBX_RECORD_PACKED};
        bool truncated = false;
        error = sbx_pack(directory, job->fds[SBX_FD_PACK], request->pack_limit, &packed.packed, &truncated);
        packed.error = -error;
        packed.truncated = truncated;
        packed.at = sbx_monotonic_ns();
        report(&packed);
    }
    linger();
    _exit(0);
}
