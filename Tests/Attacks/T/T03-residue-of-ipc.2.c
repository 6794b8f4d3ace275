// @title Leaves shared memory, semaphores and message queues for the next run
// @with include/probe.h
// @probe shared-memory NONE
// @probe semaphores NONE
// @probe queues NONE
// @probe posix-queue ENOENT
// @probe posix-memory ENOENT
//
// By key and by walking the kernel's own tables. The unprotected run, whose IPC namespace is its own, makes some itself.
#include "probe.h"

#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

int main(void) {
    if (unprotected()) {
        shmget(0x5ec0, 4096, IPC_CREAT | 0666);
        semget(0x5ec0, 1, IPC_CREAT | 0666);
        msgget(0x5ec0, IPC_CREAT | 0666);
        mq_open("/runlet-attack", O_CREAT | O_RDWR, 0666, NULL);
        shm_open("/runlet-attack", O_CREAT | O_RDWR, 0600);
    }
    int memories = 0, semaphores = 0, queues = 0;
    for (int i = 0; i < 0x8000; i++) {
        struct shmid_ds memory;
        struct msqid_ds queue;
        struct seminfo semaphore;
        memories += shmctl(i, SHM_STAT, &memory) >= 0;
        queues += msgctl(i, MSG_STAT, &queue) >= 0;
        semaphores += semctl(i, 0, SEM_STAT, &semaphore) >= 0;
    }
    for (int key = 0x5ec0; key < 0x5ec4; key++) {
        memories += shmget(key, 0, 0) >= 0;
        semaphores += semget(key, 0, 0) >= 0;
        queues += msgget(key, 0) >= 0;
    }
    verdict("shared-memory", memories == 0 ? "NONE" : "SOME");
    verdict("semaphores", semaphores == 0 ? "NONE" : "SOME");
    verdict("queues", queues == 0 ? "NONE" : "SOME");
    probe("posix-queue", mq_open("/runlet-attack", O_RDWR));
    probe("posix-memory", shm_open("/runlet-attack", O_RDWR, 0));
    if (unprotected()) shm_unlink("/runlet-attack");
    return 0;
}
