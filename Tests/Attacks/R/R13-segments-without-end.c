// @title shared segments that nobody is attached to
// @request {"limits": {"memory": "32MiB"}}
// @outcome memory-limit
// @never survived
// @control host
// @control-prints ^survived$
// They belong to no process, so ending processes gives nothing back: only the end of their name space does.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

int main(void) {
    for (int i = 0; getenv("UNPROTECTED") == NULL || i < 24; i++) {
        int id = shmget(IPC_PRIVATE, 4 << 20, 0600);
        char *memory = shmat(id, NULL, 0);
        if (memory == (void *)-1) return 1;
        memset(memory, 1, 4 << 20);
        shmdt(memory);
    }
    puts("survived");
    return 0;
}
