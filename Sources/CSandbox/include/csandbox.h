// What runs between clone3 and exec, and the system calls that Swift cannot reach.
//
// Three processes take part. The *server* (Swift) asks; the *launcher* (launcher.c), a copy of the same executable that
// never reaches Swift's main, holds a mount namespace with nothing but the template root in it and clones; the *init*
// (init.c) is pid 1 of one sandbox: it builds the sandbox around itself, starts the program, reaps, reports and ends.
// Neither the launcher nor an init ever holds a byte of the server's memory or another run's.
#ifndef RUNLET_CSANDBOX_H
#define RUNLET_CSANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// ---- The template: how the launcher lays out the root file system, once ------------------------------------------

enum sbx_op_kind {
    SBX_OP_DIRECTORY = 1,  // a: path; arg: mode
    SBX_OP_FILE = 2,       // a: path; b: content; arg: mode
    SBX_OP_SYMLINK = 3,    // a: path; b: target
    SBX_OP_DEVICE = 4,     // a: path; b: "MAJOR MINOR" as two uint32_t; a character device, mode 0666
    SBX_OP_BIND = 5,       // a: path; b: source on the host; read-only, nosuid, nodev, with what is mounted below it
    SBX_OP_DEV_TMPFS = 6,  // a: path; a small tmpfs that may hold devices
    SBX_OP_SEAL = 7,       // a: path of a mount; makes it read-only
    SBX_OP_FILTER = 8,     // b: the seccomp filter, an array of struct sock_filter
};

// One step of the template. `a_size` bytes (a NUL-terminated string) and `b_size` bytes follow, unaligned.
struct sbx_op {
    uint32_t kind;
    uint32_t arg;
    uint32_t a_size;
    uint32_t b_size;
};

// ---- A request to the launcher ------------------------------------------------------------------------------------

#define SBX_REQUEST_MAX (192u * 1024u)
#define SBX_RLIMITS_MAX 16
#define SBX_CGROUPS_MAX 8
#define SBX_LAUNCHER_NAME "runlet-launcher"
#define SBX_LAUNCHER_FD 3

// The descriptors that travel with a request, in this order; the cgroup ones last.
enum sbx_fd {
    SBX_FD_STATUS = 0,  // pipe: the init's records
    SBX_FD_STDIN = 1,
    SBX_FD_STDOUT = 2,
    SBX_FD_STDERR = 3,
    SBX_FD_FILES = 4,  // memfd: a pack that becomes the working directory
    SBX_FD_PACK = 5,   // memfd: takes the working directory's pack (or /dev/null where none is asked for)
    SBX_FD_CGROUPS = 6,
};

enum sbx_flags {
    SBX_PACK = 1,         // pack the working directory when the program and all its children are gone
    SBX_CGROUP_V2 = 2,    // the one cgroup descriptor is a v2 directory to be born in; else v1 `tasks` files to join
    SBX_TERMINAL = 4,     // the three streams are a terminal's, which the program's session gets
};

struct sbx_rlimit {
    uint32_t resource;
    uint32_t reserved;
    uint64_t soft;
    uint64_t hard;
};

// argc arguments and then envc environment entries follow, NUL-terminated.
struct sbx_request {
    uint64_t id;
    uint32_t flags;
    uint32_t host_uid;  // also the gid
    uint32_t inner_uid;
    uint32_t cgroup_count;
    uint64_t disk;    // bytes of all writable file systems together
    uint64_t inodes;  // files and directories in them
    uint64_t pack_limit;
    uint32_t argc;
    uint32_t envc;
    uint32_t rlimit_count;
    uint32_t reserved;
    struct sbx_rlimit rlimits[SBX_RLIMITS_MAX];
};

// The launcher's answer, with the init's pidfd where error is 0.
struct sbx_reply {
    uint64_t id;
    int32_t pid;
    int32_t error;  // errno
    uint32_t stage;
    uint32_t index;
};

// ---- What an init reports -----------------------------------------------------------------------------------------

enum sbx_stage {
    SBX_STAGE_NONE = 0,
    SBX_STAGE_REQUEST,
    SBX_STAGE_TEMPLATE,
    SBX_STAGE_CLONE,
    SBX_STAGE_ID_MAP,
    SBX_STAGE_RELEASE,
    SBX_STAGE_CGROUP,
    SBX_STAGE_IDENTITY,
    SBX_STAGE_ROOT,
    SBX_STAGE_TMPFS,
    SBX_STAGE_PROC,
    SBX_STAGE_PIVOT,
    SBX_STAGE_NETWORK,
    SBX_STAGE_HOSTNAME,
    SBX_STAGE_FILES,
    SBX_STAGE_RLIMIT,
    SBX_STAGE_CAPABILITIES,
    SBX_STAGE_NO_NEW_PRIVILEGES,
    SBX_STAGE_SECCOMP,
    SBX_STAGE_FORK,
    SBX_STAGE_STDIO,
    SBX_STAGE_EXEC,
    SBX_STAGE_PACK,
};

enum sbx_record_kind {
    SBX_RECORD_STARTED = 1,  // the sandbox stands and the program is about to be started
    SBX_RECORD_FAILED = 2,   // it could not be set up, or (stage EXEC) the program could not be executed
    SBX_RECORD_ENDED = 3,    // the program and everything it had started are gone
    SBX_RECORD_PACKED = 4,   // the pack is complete
};

// Written in one piece (below PIPE_BUF). All times are CLOCK_MONOTONIC in nanoseconds.
struct sbx_record {
    uint32_t kind;
    uint32_t stage;
    uint32_t index;
    int32_t error;
    int32_t status;  // as from waitpid
    uint32_t disk_full;
    uint64_t at;
    uint64_t cpu_us;       // user and system time of all that ended
    uint64_t max_rss_kib;  // of the largest single process
    uint64_t packed;       // bytes
    uint32_t truncated;    // the pack passed its limit, or something could not be read
    uint32_t reserved;
};

// A pack is a row of these, each followed by its name (no NUL) and its content; a name of size 0 ends it.
struct sbx_pack_entry {
    uint32_t mode;  // permission bits; the type is by is_directory
    uint32_t is_directory;
    uint32_t name_size;
    uint32_t reserved;
    uint64_t size;
};

#define SBX_PACK_DEPTH_MAX 32
#define SBX_PACK_ENTRIES_MAX 20000
#define SBX_NAME_MAX 4096

// ---- For Swift ----------------------------------------------------------------------------------------------------
// Each returns a result >= 0, or -errno.

// Starts the launcher: this executable again, with the socket as descriptor 3 and nothing else open.
int sbx_start_launcher(int socket, pid_t *pid);
// A connected pair of SOCK_SEQPACKET sockets, close-on-exec, large enough for a request.
int sbx_socket_pair(int pair[2]);
// Sends bytes with descriptors (at most 16).
int sbx_send(int socket, const void *bytes, size_t size, const int *fds, int fd_count);
// Receives a reply and, where one came, its descriptor (else -1). 0 bytes: the peer is gone.
int sbx_receive_reply(int socket, struct sbx_reply *reply, int *pidfd);
int sbx_memfd(const char *name);
// Nobody can change the file any more, whatever way it is opened.
int sbx_seal(int memfd);
// Close-on-exec; our end (the reading one, or the writing one of the program's stdin) never waits.
int sbx_pipe(int pair[2]);
int sbx_stdin_pipe(int pair[2]);
// A file system for at most so many terminals at one time, for sbx_open_terminal. Nothing of it has a name anywhere.
int sbx_terminals(unsigned most);
// A new terminal: our end, which never waits. `end` is the program's; it belongs to `owner`, user and group, alone.
int sbx_open_terminal(int terminals, uid_t owner, unsigned short columns, unsigned short rows, int *end);
int sbx_resize_terminal(int terminal, unsigned short columns, unsigned short rows);
// The same descriptor under another number, close-on-exec.
int sbx_duplicate(int fd);
int sbx_eventfd(void);
int sbx_epoll_create(void);
int sbx_epoll_add(int epoll, int fd, uint64_t token);
// Tells when it can be written to.
int sbx_epoll_add_writer(int epoll, int fd, uint64_t token);
int sbx_epoll_remove(int epoll, int fd);
struct sbx_event {
    uint64_t token;
    uint32_t events;
    uint32_t reserved;
};
int sbx_epoll_wait(int epoll, struct sbx_event *events, int capacity, int timeout_ms);
int sbx_pidfd_kill(int pidfd, int signal);
int sbx_reap(pid_t pid);
// Opens beneath a directory without ever following a link (openat2, RESOLVE_BENEATH | NO_SYMLINKS | NO_MAGICLINKS).
int sbx_open_beneath(int directory, const char *path, int flags);
uint64_t sbx_monotonic_ns(void);
void sbx_name_thread(unsigned long thread, const char *name);
// A static text, or NULL for a number that the C library does not know.
const char *sbx_error_text(int number);
// The magic number of a path's file system (statfs), or -errno.
int64_t sbx_filesystem_magic(const char *path);

// The wait(2) macros are not visible to Swift.
static inline bool sbx_exited(int status) { return (status & 0x7f) == 0; }
static inline int sbx_exit_code(int status) { return (status >> 8) & 0xff; }
static inline int sbx_signal(int status) { return status & 0x7f; }

// Blocks of half a mebibyte and more are not kept when they are freed.
void sbx_return_large_blocks(void);

#endif
