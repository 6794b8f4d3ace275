// System calls that Swift cannot reach, one function each. See csandbox.h for the results.
#include "csandbox.h"

#include <errno.h>
#include <malloc.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(struct sbx_record) <= 4096, "a record must fit into one atomic write to a pipe");

int sbx_socket_pair(int pair[2]) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return -errno;
    // Twice the largest request: the kernel counts its own overhead too. FORCE needs a privilege that we have.
    int size = 2 * SBX_REQUEST_MAX;
    if (setsockopt(pair[0], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0) {
        setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    }
    return 0;
}

int sbx_send(int socket, const void *bytes, size_t size, const int *fds, int fd_count) {
    union {
        char bytes[CMSG_SPACE(sizeof(int) * 16)];
        struct cmsghdr align;
    } control;
    if (fd_count < 0 || fd_count > 16) return -EINVAL;
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd_count > 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)fd_count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)fd_count);
        memcpy(CMSG_DATA(header), fds, sizeof(int) * (size_t)fd_count);
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : 0;
}

int sbx_receive_reply(int socket, struct sbx_reply *reply, int *pidfd) {
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = {.iov_base = reply, .iov_len = sizeof *reply};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    *pidfd = -1;
    ssize_t size;
    do {
        size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (size < 0 && errno == EINTR);
    if (size < 0) return -errno;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
        memcpy(pidfd, CMSG_DATA(header), sizeof *pidfd);
    }
    return size == 0 ? 0 : size == (ssize_t)sizeof *reply ? (int)size : -EBADMSG;
}

int sbx_memfd(const char *name) {
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return fd < 0 ? -errno : fd;
}

int sbx_seal(int memfd) {
    return fcntl(memfd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0 ? -errno : 0;
}

int sbx_pipe(int pair[2]) {
    if (pipe2(pair, O_CLOEXEC) != 0) return -errno;
    return fcntl(pair[0], F_SETFL, O_NONBLOCK) != 0 ? -errno : 0;
}

int sbx_stdin_pipe(int pair[2]) {
    if (pipe2(pair, O_CLOEXEC) != 0) return -errno;
    return fcntl(pair[1], F_SETFL, O_NONBLOCK) != 0 ? -errno : 0;
}

int sbx_duplicate(int fd) {
    int other = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return other < 0 ? -errno : other;
}

int sbx_eventfd(void) {
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

int sbx_epoll_create(void) {
    int fd = epoll_create1(EPOLL_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static int add(int epoll, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0 ? -errno : 0;
}

int sbx_epoll_add(int epoll, int fd, uint64_t token) { return add(epoll, fd, EPOLLIN, token); }

int sbx_epoll_add_writer(int epoll, int fd, uint64_t token) { return add(epoll, fd, EPOLLOUT, token); }

int sbx_epoll_remove(int epoll, int fd) {
    return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL) != 0 ? -errno : 0;
}

int sbx_epoll_wait(int epoll, struct sbx_event *events, int capacity, int timeout_ms) {
    struct epoll_event native[64];
    if (capacity > 64) capacity = 64;
    int count = epoll_wait(epoll, native, capacity, timeout_ms);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++) {
        events[i] = (struct sbx_event){.token = native[i].data.u64, .events = native[i].events};
    }
    return count;
}

int sbx_pidfd_kill(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) != 0 ? -errno : 0;
}

int sbx_reap(pid_t pid) {
    pid_t result;
    do {
        result = waitpid(pid, NULL, 0);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : 0;
}

int sbx_open_beneath(int directory, const char *path, int flags) {
    struct open_how how = {
        .flags = (uint64_t)(flags | O_CLOEXEC | O_NOFOLLOW),
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    long fd = syscall(SYS_openat2, directory, path, &how, sizeof how);
    return fd < 0 ? -errno : (int)fd;
}

uint64_t sbx_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void sbx_name_thread(unsigned long thread, const char *name) {
    pthread_setname_np((pthread_t)thread, name);
}

const char *sbx_error_text(int number) { return strerrordesc_np(number); }

int64_t sbx_filesystem_magic(const char *path) {
    struct statfs info;
    return statfs(path, &info) != 0 ? -errno : (int64_t)info.f_type;
}

void sbx_return_large_blocks(void) { mallopt(M_MMAP_THRESHOLD, 512 * 1024); }
