// @title a large memory and many threads, all ended in one moment
// @request {"limits": {"memory": "512MiB", "processes": 256, "timeout": "10s"}}
// @prints ^done$
// @control none only the canary tenant and the next run tell
// What the kernel still has to give back is this run's: its place is free only after that.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *touch(void *memory) {
    memset(memory, 1, 2 << 20);
    for (;;) pause();
    return NULL;
}

int main(void) {
    static char *memory;
    memory = malloc(400L << 20);
    for (int i = 0; i < 200; i++) {
        pthread_attr_t small;
        pthread_attr_init(&small);
        pthread_attr_setstacksize(&small, 64 << 10);
        pthread_t thread;
        if (pthread_create(&thread, &small, touch, memory + ((long)i << 21)) != 0) return 1;
    }
    sleep(1);
    puts("done");
    fflush(stdout);
    _exit(0);
}
