// @title what waits in sockets of the loopback counts too
// @request {"limits": {"memory": "32MiB", "timeout": "5s"}}
// @probe datagrams WITHIN
// @probe streams WITHIN
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char block[60000];
static struct sockaddr_in address;
static socklen_t size = sizeof address;

static int open_socket(int type) {
    int fd = socket(AF_INET, type | SOCK_NONBLOCK, 0), large = 1 << 20;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &large, sizeof large);
    return fd;
}

static void bind_local(int fd) {
    address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bind(fd, (struct sockaddr *)&address, size);
    getsockname(fd, (struct sockaddr *)&address, &size);
}

// What the kernel says to hold for a socket: received and not read, and sent and not received.
static long held(int fd) {
    unsigned info[9] = {0};
    socklen_t length = sizeof info;
    getsockopt(fd, SOL_SOCKET, 55 /* SO_MEMINFO */, info, &length);
    return (long)info[0] + (long)info[2] + (long)info[5];
}

static long datagrams(void) {
    long sum = 0;
    for (int i = 0; i < 450; i++) {
        int fd = open_socket(SOCK_DGRAM);
        bind_local(fd);
        for (int j = 0; j < 8; j++) sendto(fd, block, sizeof block, 0, (struct sockaddr *)&address, size);
        sum += held(fd);
    }
    return sum;
}

static long streams(void) {
    int listener = open_socket(SOCK_STREAM);
    bind_local(listener);
    listen(listener, 64);
    int ends[200][2];
    for (int i = 0; i < 200; i++) {
        ends[i][0] = open_socket(SOCK_STREAM);
        connect(ends[i][0], (struct sockaddr *)&address, size);
        for (int tries = 0; tries < 1000 && (ends[i][1] = accept(listener, NULL, NULL)) < 0; tries++) usleep(100);
        while (write(ends[i][0], block, sizeof block) > 0) {
        }
    }
    long sum = 0;
    for (int i = 0; i < 200; i++) sum += held(ends[i][0]) + held(ends[i][1]);
    return sum;
}

static void report(const char *name, long (*body)(void)) {
    long *sum = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid = fork();
    if (pid == 0) {
        static char ballast[8 << 20];
        memset(ballast, 1, sizeof ballast);
        __asm__ volatile("" : : "r"(ballast) : "memory");
        *sum = body();
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    // Ended for its memory it has written no sum.
    printf("%s %s\n", name, *sum <= 32 << 20 ? "WITHIN" : "ABOVE");
    fflush(stdout);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    report("datagrams", datagrams);
    report("streams", streams);
    return 0;
}
