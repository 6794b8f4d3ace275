// @title shared memory, semaphores and queues that are left behind
// @every-commit
// @probe segment OK uncontrolled: each may make them, in an IPC name space of its own
// @probe semaphores OK uncontrolled: as above
// @probe queue OK uncontrolled: as above
// @probe message-queue OK uncontrolled: as above
// @probe shared-file OK uncontrolled: as above
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
    int id = shmget(0x5ec4e7, 8 << 20, IPC_CREAT | 0666);
    char *memory = id < 0 ? (void *)-1 : shmat(id, NULL, 0);
    if (memory != (void *)-1) memset(memory, 1, 8 << 20);
    say("segment", memory == (void *)-1 ? -1 : 0);
    say("semaphores", semget(0x5ec4e7, 100, IPC_CREAT | 0666));
    struct { long kind; char text[32]; } message = {1, "a message for the next one"};
    id = msgget(0x5ec4e7, IPC_CREAT | 0666);
    say("queue", id < 0 ? -1 : msgsnd(id, &message, sizeof message.text, 0));
    struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = 64};
    mqd_t queue = mq_open("/left", O_CREAT | O_RDWR, 0666, &attributes);
    say("message-queue", queue < 0 ? -1 : mq_send(queue, message.text, sizeof message.text, 0));
    int fd = shm_open("/left", O_CREAT | O_RDWR, 0666);
    say("shared-file", fd < 0 ? -1 : write(fd, "x", 1));
    if (getenv("UNPROTECTED") != NULL) shm_unlink("/left");
    return 0;
}
