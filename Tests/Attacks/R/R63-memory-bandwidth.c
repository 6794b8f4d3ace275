// @title memory is written as fast as it can be, on all processors of the run
// @request {"limits": {"cpus": 2, "memory": "256MiB", "timeout": "1s"}}
// @outcome timeout
// @wall 1000 2000
// @control none only measured: what the canary tenant feels
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 96 << 20 };

static void *stream(void *unused) {
    (void)unused;
    char *volatile memory = malloc(SIZE);
    for (int value = 0;; value++) memset(memory, value, SIZE);
    return NULL;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, stream, NULL);
    stream(NULL);
    return 0;
}
