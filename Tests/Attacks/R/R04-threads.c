// @title threads count like processes, over all processes of the run together
// @every-commit
// @request {"limits": {"processes": 32}}
// @probe threads EAGAIN
// @probe threads-of-many-processes EAGAIN
// @probe sum WITHIN
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WANTED = 60, PROCESSES = 4 };

static void *forever(void *unused) {
    pause();
    return unused;
}

// How many threads there could be, and the error of the one that could not.
static int fill(int *error) {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10);
    for (int i = 0; i < WANTED; i++) {
        pthread_t thread;
        *error = pthread_create(&thread, &small, forever, NULL);
        if (*error != 0) return i;
    }
    return WANTED;
}

int main(void) {
    volatile int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid = fork();
    if (pid == 0) {
        int error = 0;
        fill(&error);
        printf("threads %s\n", error == 0 ? "OK" : strerrorname_np(error));
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, NULL, 0);

    pid_t children[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            // All processes are there before the first thread is.
            while (shared[16] == 0) usleep(1000);
            int error = 0;
            shared[8 + i] = fill(&error);
            shared[i] = error;
            for (;;) pause();
        }
    }
    shared[16] = 1;
    usleep(300000);
    int sum = 1, error = 0;
    for (int i = 0; i < PROCESSES; i++) {
        sum += 1 + shared[8 + i];
        if (shared[i] != 0) error = shared[i];
        kill(children[i], SIGKILL);
    }
    while (wait(NULL) > 0) {
    }
    printf("threads-of-many-processes %s\n", error == 0 ? "OK" : strerrorname_np(error));
    printf("sum %s\n", sum <= 32 ? "WITHIN" : "ABOVE");
    return 0;
}
