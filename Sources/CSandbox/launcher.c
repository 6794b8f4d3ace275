// The launcher: one small, single-threaded process per server that clones the inits.
//
// It is this same executable started again (`SBX_LAUNCHER_NAME` as its only argument), caught by a constructor before
// Swift's main. So there is one file to install, and what is cloned is small, holds no secret and takes no lock.
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

// Where the staging root is built. Any directory that exists everywhere and under which no tool chain lies.
#define STAGING "/dev"

static void answer(uint64_t id, pid_t pid, enum sbx_stage stage, uint32_t index, int error, int pidfd) {
    struct sbx_reply reply = {.id = id, .pid = pid, .error = error, .stage = stage, .index = index};
    // An init that nobody was told of would be one that nobody watches: better none at all.
    if (sbx_send(SBX_LAUNCHER_FD, &reply, sizeof reply, &pidfd, pidfd >= 0 ? 1 : 0) != 0) _exit(1);
}

static void give_up(uint32_t index, int error) __attribute__((noreturn));
static void give_up(uint32_t index, int error) {
    answer(0, 0, SBX_STAGE_TEMPLATE, index, error, -1);
    _exit(1);
}

// ---- The template ---------------------------------------------------------------------------------------------------

static int write_file(const char *path, mode_t mode, const void *bytes, size_t size) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) return -1;
    ssize_t written = write(fd, bytes, size);
    int error = written < 0 ? errno : EIO;
    close(fd);
    if (written == (ssize_t)size) return 0;
    errno = error;
    return -1;
}

static int bind_read_only(const char *source, const char *target) {
    int tree = open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | AT_RECURSIVE | OPEN_TREE_CLOEXEC);
    if (tree < 0) return -1;
    struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
    int result = mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof attributes);
    if (result == 0) result = move_mount(tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
    int error = errno;
    close(tree);
    errno = error;
    return result;
}

static int apply(const struct sbx_op *op, const char *a, const char *b, struct sbx_template *template) {
    char path[4096];
    if (snprintf(path, sizeof path, STAGING "/root%s", a) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    switch (op->kind) {
    case SBX_OP_DIRECTORY:
        return mkdir(path, op->arg) == 0 || errno == EEXIST ? 0 : -1;
    case SBX_OP_FILE:
        return write_file(path, op->arg, b, op->b_size);
    case SBX_OP_SYMLINK:
        return symlink(b, path);
    case SBX_OP_DEVICE: {
        uint32_t number[2];
        memcpy(number, b, sizeof number);
        if (mknod(path, S_IFCHR | 0666, makedev(number[0], number[1])) != 0) return -1;
        return chmod(path, 0666);
    }
    case SBX_OP_BIND:
        return bind_read_only(b, path);
    case SBX_OP_DEV_TMPFS:
        return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NOEXEC, "size=64k,nr_inodes=64,mode=755");
    case SBX_OP_SEAL: {
        struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
        return mount_setattr(AT_FDCWD, path, 0, &attributes, sizeof attributes);
    }
    case SBX_OP_FILTER: {
        struct sock_filter *filter = malloc(op->b_size);
        if (filter == NULL || template->filter_count == SBX_FILTERS_MAX) return -1;
        memcpy(filter, b, op->b_size);
        struct sock_fprog program = {.filter = filter, .len = (unsigned short)(op->b_size / sizeof *filter)};
        template->filters[template->filter_count++] = program;
        return 0;
    }
    default:
        errno = EINVAL;
        return -1;
    }
}

// The steps come in a memfd: the server's own bytes, so what is checked is only that they are whole.
static void build_template(int source, struct sbx_template *template) {
    struct stat info;
    if (fstat(source, &info) != 0 || info.st_size <= 0) give_up(0, EINVAL);
    size_t size = (size_t)info.st_size;
    const char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, source, 0);
    if (bytes == MAP_FAILED) give_up(0, errno);
    uint32_t index = 1000;
    for (size_t at = 0; at < size; index++) {
        struct sbx_op op;
        if (size - at < sizeof op) give_up(index, EBADMSG);
        memcpy(&op, bytes + at, sizeof op);
        at += sizeof op;
        if (op.a_size > size - at || op.b_size > size - at - op.a_size) give_up(index, EBADMSG);
        const char *a = bytes + at;
        const char *b = a + op.a_size;
        at += (size_t)op.a_size + op.b_size;
        if (apply(&op, op.a_size > 0 ? a : "", b, template) != 0) give_up(index, errno);
    }
    munmap((void *)bytes, size);
    if (template->filter_count == 0) give_up(index, ENOEXEC);
}

// A mount namespace with nothing in it but the staging root. It lives as long as we do, so nothing is left behind
// whatever kills us, and what is copied for each sandbox is a handful of mounts and never the host's.
static void leave_host_tree(int source, struct sbx_template *template) {
    if (unshare(CLONE_NEWNS) != 0) give_up(1, errno);
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) give_up(2, errno);
    if (mount("tmpfs", STAGING, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=64k,mode=755") != 0) give_up(3, errno);
    if (mkdir(STAGING "/root", 0755) != 0 || mkdir(STAGING "/proc", 0755) != 0) give_up(4, errno);
    if (mount("/proc", STAGING "/proc", NULL, MS_BIND | MS_REC, NULL) != 0) give_up(5, errno);
    if (mount("tmpfs", STAGING "/root", "tmpfs", MS_NOSUID | MS_NODEV, "size=4m,nr_inodes=4k,mode=755") != 0) {
        give_up(6, errno);
    }
    build_template(source, template);
    if (chdir(STAGING) != 0) give_up(7, errno);
    if (syscall(SYS_pivot_root, ".", ".") == 0) {
        if (umount2(".", MNT_DETACH) != 0) give_up(8, errno);
    } else {
        // The host's root is an initramfs, which cannot be pivoted away from; it is covered and left instead.
        if (mount(".", "/", NULL, MS_MOVE, NULL) != 0 || chroot(".") != 0) give_up(9, errno);
    }
    if (chdir("/") != 0) give_up(10, errno);
}

// Keeps only what cloning into namespaces and writing id maps needs; and CAP_SYS_RESOURCE where there is one, since with
// it a run's oom_score_adj becomes a floor that the program cannot go below.
static void drop_privileges(void) {
    uint32_t kept = 1u << CAP_SYS_ADMIN | 1u << CAP_SETUID | 1u << CAP_SETGID | 1u << CAP_SYS_RESOURCE;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{0}, {0}};
    if (syscall(SYS_capget, &header, data) != 0) give_up(16, errno);
    kept &= data[0].permitted;
    data[0] = (struct __user_cap_data_struct){.effective = kept, .permitted = kept};
    data[1] = (struct __user_cap_data_struct){0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up(11, errno);
    if (syscall(SYS_capset, &header, data) != 0) give_up(12, errno);
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) give_up(13, errno);
}

// ---- Requests ---------------------------------------------------------------------------------------------------------

static int write_proc(pid_t pid, const char *file, const char *format, unsigned a, unsigned b) {
    char path[64];
    char text[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    int size = snprintf(text, sizeof text, format, a, b);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t written = write(fd, text, (size_t)size);
    int error = errno;
    close(fd);
    errno = error;
    return written == size ? 0 : -1;
}

static int map_ids(pid_t pid, const struct sbx_request *request) {
    if (write_proc(pid, "uid_map", "%u %u 1", request->inner_uid, request->host_uid) != 0) return -1;
    if (write_proc(pid, "setgroups", "deny", 0, 0) != 0) return -1;
    // Whatever the server's own score is: where the host runs out of memory, it is a run that ends.
    if (write_proc(pid, "oom_score_adj", "1000", 0, 0) != 0) return -1;
    return write_proc(pid, "gid_map", "%u %u 1", request->inner_uid, request->host_uid);
}

static pid_t clone_init(const struct sbx_request *request, const int *fds, int *pidfd) {
    struct clone_args args = {
        .flags = CLONE_PIDFD | CLONE_CLEAR_SIGHAND | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET
            | CLONE_NEWIPC | CLONE_NEWUTS,
        .pidfd = (uint64_t)(uintptr_t)pidfd,
        .exit_signal = SIGCHLD,
    };
    if ((request->flags & SBX_CGROUP_V2) != 0) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (uint64_t)fds[SBX_FD_CGROUPS];
    }
    return (pid_t)syscall(SYS_clone3, &args, sizeof args);
}

static void launch(const struct sbx_template *template, struct sbx_job *job) {
    const struct sbx_request *request = job->request;
    int release[2];
    if (pipe2(release, O_CLOEXEC) != 0) {
        answer(request->id, 0, SBX_STAGE_CLONE, 1, errno, -1);
        return;
    }
    job->release_read = release[0];
    int pidfd = -1;
    pid_t pid = clone_init(request, job->fds, &pidfd);
    if (pid == 0) sbx_init_main(template, job);
    int error = errno;
    close(release[0]);
    if (pid < 0) {
        answer(request->id, 0, SBX_STAGE_CLONE, 0, error, -1);
    } else if (map_ids(pid, request) != 0) {
        answer(request->id, pid, SBX_STAGE_ID_MAP, 0, errno, -1);  // the closed pipe makes the init end
    } else if (write(release[1], "g", 1) != 1) {
        answer(request->id, pid, SBX_STAGE_RELEASE, 0, errno, -1);
    } else {
        answer(request->id, pid, SBX_STAGE_NONE, 0, 0, pidfd);
    }
    if (pidfd >= 0) close(pidfd);
    close(release[1]);
}

// Points argv and envp into the strings that follow the request. False where they are not all there.
static bool find_strings(struct sbx_job *job, char *strings, size_t size, char **slots, size_t capacity) {
    size_t count = (size_t)job->request->argc + job->request->envc;
    if (job->request->argc == 0 || count + 2 > capacity) return false;
    job->argv = slots;
    job->envp = slots + job->request->argc + 1;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        char *end = at < size ? memchr(strings + at, 0, size - at) : NULL;
        if (end == NULL) return false;
        slots[i < job->request->argc ? i : i + 1] = strings + at;
        at = (size_t)(end - strings) + 1;
    }
    slots[job->request->argc] = NULL;
    slots[count + 1] = NULL;
    return true;
}

// The next request into `buffer`. Returns its size, 0 at the end of the server, and the descriptors that came.
static ssize_t receive(char *buffer, size_t capacity, int *fds, int *fd_count) {
    union {
        char bytes[CMSG_SPACE(sizeof(int) * (SBX_FD_CGROUPS + SBX_CGROUPS_MAX))];
        struct cmsghdr align;
    } control;
    struct iovec part = {.iov_base = buffer, .iov_len = capacity};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t size;
    do {
        size = recvmsg(SBX_LAUNCHER_FD, &message, MSG_CMSG_CLOEXEC);
    } while (size < 0 && errno == EINTR);
    *fd_count = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        *fd_count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(fds, CMSG_DATA(header), sizeof(int) * (size_t)*fd_count);
    }
    return size;
}

static void launcher_main(void) __attribute__((noreturn));
static void launcher_main(void) {
    static struct sbx_template template;
    static char buffer[SBX_REQUEST_MAX + 1];
    static char *slots[4096];
    int fds[SBX_FD_CGROUPS + SBX_CGROUPS_MAX];
    int fd_count = 0;

    signal(SIGCHLD, SIG_IGN);  // an init that ends leaves no zombie; the server waits on its pidfd
    signal(SIGPIPE, SIG_IGN);
    // A terminal's Ctrl+C reaches the whole group; it is the server's to decide what ends.
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    if (setgroups(0, NULL) != 0) give_up(14, errno);
    if (receive(buffer, sizeof buffer, fds, &fd_count) <= 0 || fd_count != 1) _exit(1);
    leave_host_tree(fds[0], &template);
    close(fds[0]);
    int life[2];
    if (pipe2(life, O_CLOEXEC) != 0) give_up(15, errno);
    template.life_read = life[0];
    template.life_write = life[1];
    drop_privileges();
    answer(0, getpid(), SBX_STAGE_NONE, 0, 0, -1);

    for (;;) {
        ssize_t size = receive(buffer, SBX_REQUEST_MAX, fds, &fd_count);
        if (size <= 0) _exit(0);  // the server is gone, and with us go the inits
        struct sbx_request *request = (struct sbx_request *)buffer;
        struct sbx_job job = {.request = request, .fds = fds, .fd_count = fd_count};
        bool whole = (size_t)size >= sizeof *request && request->rlimit_count <= SBX_RLIMITS_MAX
            && request->cgroup_count <= SBX_CGROUPS_MAX && fd_count == (int)(SBX_FD_CGROUPS + request->cgroup_count)
            && find_strings(&job, buffer + sizeof *request, (size_t)size - sizeof *request, slots,
                            sizeof slots / sizeof *slots);
        if (whole) {
            launch(&template, &job);
        } else {
            answer((size_t)size >= sizeof *request ? request->id : 0, 0, SBX_STAGE_REQUEST, 0, EBADMSG, -1);
        }
        for (int i = 0; i < fd_count; i++) close(fds[i]);
    }
}

// Runs before main in every program that links this; does nothing unless the program was started as the launcher.
__attribute__((constructor)) static void catch_launcher(int argc, char **argv) {
    if (argc == 1 && strcmp(argv[0], SBX_LAUNCHER_NAME) == 0) launcher_main();
}

int sbx_start_launcher(int socket, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) return -error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
        error = posix_spawn_file_actions_adddup2(&actions, socket, SBX_LAUNCHER_FD);
        if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions, SBX_LAUNCHER_FD + 1);
        if (error == 0) {
            char *argv[] = {SBX_LAUNCHER_NAME, NULL};
            char *envp[] = {NULL};
            error = posix_spawn(pid, "/proc/self/exe", &actions, &attributes, argv, envp);
        }
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return -error;
}
