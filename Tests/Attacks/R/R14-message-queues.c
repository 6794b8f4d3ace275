// @title POSIX queues are bounded
// @probe queues EMFILE|ENOSPC
// @probe large-queue EMFILE|ENOSPC
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <string.h>

static mqd_t make(int number, long messages, long size) {
    char name[32];
    snprintf(name, sizeof name, "/queue-%d", number);
    struct mq_attr attributes = {.mq_maxmsg = messages, .mq_msgsize = size};
    return mq_open(name, O_CREAT | O_RDWR, 0600, &attributes);
}

int main(void) {
    const char *verdict = "OK";
    int count = 0;
    for (; count < 32; count++) {
        if (make(count, 10, 1024) < 0) {
            verdict = strerrorname_np(errno);
            break;
        }
    }
    printf("queues %s\n", verdict);
    for (int i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof name, "/queue-%d", i);
        mq_unlink(name);
    }
    printf("large-queue %s\n", make(99, 10, 8192) >= 0 ? "OK" : strerrorname_np(errno));
    return 0;
}
