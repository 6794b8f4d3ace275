// @title Leaves shared memory, semaphores and message queues for the next run
// @every-commit
// @with include/probe.h
// @probe left ALL
// @control none it leaves them
//
// None is removed, and a child still holds some when the program ends.
#include "probe.h"

#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

int main(void) {
    int count = 0;
    for (int key = 0x5ec0; key < 0x5ec4; key++) {
        int memory = shmget(key, 4096, IPC_CREAT | 0666);
        char *at = memory < 0 ? (char *)-1 : shmat(memory, NULL, 0);
        if (at != (char *)-1) strcpy(at, "residue-of-a-tenant");
        int queue = msgget(key, IPC_CREAT | 0666);
        struct { long type; char text[32]; } message = {1, "residue-of-a-tenant"};
        count += memory >= 0 && semget(key, 1, IPC_CREAT | 0666) >= 0 && queue >= 0
            && msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0;
    }
    struct mq_attr small = {.mq_maxmsg = 2, .mq_msgsize = 64};
    mqd_t posix = mq_open("/runlet-attack", O_CREAT | O_RDWR, 0666, &small);
    count += posix >= 0 && mq_send(posix, "residue-of-a-tenant", 20, 0) == 0;
    int file = shm_open("/runlet-attack", O_CREAT | O_RDWR, 0666);
    count += file >= 0 && write(file, "residue-of-a-tenant", 20) == 20;
    verdict("left", count == 6 ? "ALL" : "SOME");
    if (fork() == 0) pause();
    return 0;
}
