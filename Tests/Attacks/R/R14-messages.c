// @title messages in queues that nobody reads count as memory
// @request {"limits": {"memory": "32MiB"}}
// @outcome memory-limit|failed
// @never survived
// @control host
// @control-prints ^survived$
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>

int main(void) {
    static struct { long kind; char text[8192]; } message = {1, ""};
    for (int i = 0; getenv("UNPROTECTED") == NULL || i < 5000; i++) {
        int id = msgget(IPC_PRIVATE, 0600);
        if (id < 0) return 1;
        while (msgsnd(id, &message, sizeof message.text, IPC_NOWAIT) == 0) {
        }
    }
    puts("survived");
    return 0;
}
