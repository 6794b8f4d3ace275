// @title nothing of them is there for the next run
// @every-commit
// @probe segment ENOENT
// @probe semaphores ENOENT
// @probe queue ENOENT
// @probe message-queue ENOENT
// @probe shared-file ENOENT
// @probe segments 0
// @probe semaphore-sets 0
// @probe queues 0
// Unprotected it makes them itself first, so that what is looked for can be found.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

static void say(const char *name, long result) {
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
}

int main(void) {
    if (getenv("UNPROTECTED") != NULL) {
        shmget(0x5ec4e7, 4096, IPC_CREAT | 0666);
        semget(0x5ec4e7, 1, IPC_CREAT | 0666);
        msgget(0x5ec4e7, IPC_CREAT | 0666);
        mq_open("/left", O_CREAT | O_RDWR, 0666, NULL);
        shm_open("/left", O_CREAT | O_RDWR, 0666);
    }
    say("segment", shmget(0x5ec4e7, 0, 0));
    say("semaphores", semget(0x5ec4e7, 0, 0));
    say("queue", msgget(0x5ec4e7, 0));
    say("message-queue", mq_open("/left", O_RDWR));
    say("shared-file", shm_open("/left", O_RDWR, 0));

    struct shm_info segments = {0};
    shmctl(0, SHM_INFO, (struct shmid_ds *)&segments);
    printf("segments %d\n", segments.used_ids);
    struct seminfo sets = {0};
    semctl(0, 0, SEM_INFO, &sets);
    printf("semaphore-sets %d\n", sets.semusz);
    struct msginfo queues = {0};
    msgctl(0, MSG_INFO, (struct msqid_ds *)&queues);
    printf("queues %d\n", queues.msgpool);
    if (getenv("UNPROTECTED") != NULL) shm_unlink("/left");
    return 0;
}
