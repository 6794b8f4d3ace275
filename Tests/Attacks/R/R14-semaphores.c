// @title sets of semaphores count as memory
// @request {"limits": {"memory": "32MiB"}}
// @outcome memory-limit|failed
// @never survived
// @control host
// @control-prints ^survived$
#include <stdio.h>
#include <stdlib.h>
#include <sys/sem.h>

int main(void) {
    // 2 MiB each.
    for (int i = 0; getenv("UNPROTECTED") == NULL || i < 40; i++) {
        if (semget(IPC_PRIVATE, 32000, 0600) < 0) return 1;
    }
    puts("survived");
    return 0;
}
