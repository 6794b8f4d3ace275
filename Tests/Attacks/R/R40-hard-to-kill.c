// @title processes in every state that is hard to end
// @every-commit
// @request {"limits": {"timeout": "500ms", "processes": 32}}
// @outcome timeout
// @wall 500 1500
// @control none it has no end by itself
// Blocked, stopped, waiting for a vfork child, in a full pipe, in a lock, and threads of which the first is gone.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *spin(void *unused) {
    for (;;) {
    }
    return unused;
}

static void vforked(void) {
    if (vfork() == 0) {
        for (;;) pause();
    }
}

static void stopped(void) { raise(SIGSTOP); }

static void full_pipe(void) {
    int ends[2];
    if (pipe(ends) != 0) return;
    static char block[1 << 20];
    ssize_t ignored = write(ends[1], block, sizeof block);
    (void)ignored;
}

static void locked(void) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
    fcntl(open("lock", O_CREAT | O_RDWR, 0600), F_SETLKW, &lock);
    pause();
}

static void leaderless(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, spin, NULL);
    syscall(SYS_exit, 0);
}

int main(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (int number = 1; number <= 64; number++) signal(number, SIG_IGN);
    void (*states[])(void) = {vforked, stopped, full_pipe, locked, locked, leaderless};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (fork() != 0) continue;
        setsid();
        states[i]();
        for (;;) pause();
    }
    for (;;) pause();
}
