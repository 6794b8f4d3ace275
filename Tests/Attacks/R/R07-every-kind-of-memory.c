// @title every kind of memory counts, also what the kernel holds for a program
// @every-commit
// @request {"limits": {"memory": "32MiB", "disk": "256MiB", "timeout": "10s"}}
// @probe private SIGKILL
// @probe shared SIGKILL
// @probe memory-file SIGKILL
// @probe file SIGKILL
// @probe copy-on-write SIGKILL
// @probe stack SIGKILL|SIGSEGV
// @probe page-tables SIGKILL
// @probe shared-segment SIGKILL
// @probe pipes SIGKILL|ENOMEM
// @probe sockets SIGKILL|ENOMEM|ENOBUFS
// Each kind is tried in a child that gives itself away by what it holds, so that the kernel ends it and not its parent.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MIB = 1 << 20, WANTED = 56 };

static char block[MIB];

static int fail(void) { return errno == 0 ? EIO : errno; }

static int map(int flags, int fd) {
    char *memory = mmap(NULL, WANTED * MIB, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (memory == MAP_FAILED) return fail();
    memset(memory, 1, WANTED * MIB);
    return 0;
}

static int private(void) { return map(MAP_PRIVATE | MAP_ANONYMOUS, -1); }
static int shared(void) { return map(MAP_SHARED | MAP_ANONYMOUS, -1); }

static int fill(int fd) {
    if (fd < 0) return fail();
    for (int i = 0; i < WANTED; i++) {
        if (write(fd, block, MIB) != MIB) return fail();
    }
    return 0;
}

static int memory_file(void) { return fill(memfd_create("x", 0)); }

// Without a name, so that it goes when its owner does.
static int file(void) { return fill(open("/dev/shm", O_TMPFILE | O_RDWR, 0600)); }

static int copy_on_write(void) {
    int fd = memfd_create("y", 0);
    // Holes: a file of no memory, of which every page that is written is copied.
    if (fd < 0 || ftruncate(fd, WANTED * MIB) != 0) return fail();
    return map(MAP_PRIVATE, fd);
}

static int deeper(int levels) {
    volatile char frame[64 << 10];
    for (size_t i = 0; i < sizeof frame; i += 4096) frame[i] = 1;
    return levels == 0 ? 0 : deeper(levels - 1) + frame[0] - 1;
}

static int stack(void) {
    // A stack may grow to the limit that there was when the program began.
    if (getenv("GROWN") == NULL) {
        struct rlimit limit;
        getrlimit(RLIMIT_STACK, &limit);
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(RLIMIT_STACK, &limit) != 0) return fail();
        setenv("GROWN", "1", 1);
        execl("/proc/self/exe", "main", "stack", NULL);
        return fail();
    }
    return deeper(WANTED * 16);
}

// One page in each 2 MiB: as much for the table as for the page, and only what the program sees is small.
static int page_tables(void) {
    size_t step = 2 * MIB, count = WANTED * 128;
    char *memory = mmap(NULL, step * count, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return fail();
    madvise(memory, step * count, MADV_NOHUGEPAGE);
    volatile char sum = 0;
    // Reading shows the one page of zeros, which costs nothing; the tables are all that is used.
    for (size_t i = 0; i < count; i++) sum += memory[i * step];
    return sum;
}

static int shared_segment(void) {
    int id = shmget(IPC_PRIVATE, WANTED * MIB, 0600);
    if (id < 0) return fail();
    char *memory = shmat(id, NULL, 0);
    if (memory == (void *)-1) return fail();
    shmctl(id, IPC_RMID, NULL);
    memset(memory, 1, WANTED * MIB);
    return 0;
}

static int pipes(void) {
    for (int i = 0; i < WANTED; i++) {
        int ends[2];
        if (pipe2(ends, O_NONBLOCK) != 0) return fail();
        if (fcntl(ends[1], F_SETPIPE_SZ, MIB) < 0) return fail();
        if (write(ends[1], block, MIB) < 0) return fail();
    }
    return 0;
}

static int sockets(void) {
    size_t sent = 0;
    while (sent < (size_t)WANTED * MIB) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0) return fail();
        for (int i = 0; i < 2; i++) {
            for (ssize_t size; (size = write(ends[i], block, 32 << 10)) > 0;) sent += (size_t)size;
            if (errno != EAGAIN) return fail();
        }
    }
    return 0;
}

static const struct {
    const char *name;
    int (*body)(void);
} kinds[] = {
    {"private", private}, {"shared", shared}, {"memory-file", memory_file}, {"file", file},
    {"copy-on-write", copy_on_write}, {"stack", stack}, {"page-tables", page_tables},
    {"shared-segment", shared_segment}, {"pipes", pipes}, {"sockets", sockets},
};

int main(int argc, char **argv) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (argc > 1 && strcmp(argv[1], kinds[i].name) != 0) continue;
        if (argc > 1) return kinds[i].body();
        pid_t pid = fork();
        if (pid == 0) {
            static char ballast[8 * MIB];
            memset(ballast, 1, sizeof ballast);
            __asm__ volatile("" : : "r"(ballast) : "memory");
            _exit(kinds[i].body());
        }
        int status = 0;
        waitpid(pid, &status, 0);
        printf("%s ", kinds[i].name);
        if (WIFSIGNALED(status)) printf("SIG%s\n", sigabbrev_np(WTERMSIG(status)));
        else printf("%s\n", WEXITSTATUS(status) == 0 ? "OK" : strerrorname_np(WEXITSTATUS(status)));
        fflush(stdout);
    }
    return 0;
}
