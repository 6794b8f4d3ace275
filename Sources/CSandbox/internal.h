// Shared by launcher.c and init.c; not for Swift.
#ifndef RUNLET_CSANDBOX_INTERNAL_H
#define RUNLET_CSANDBOX_INTERNAL_H

#include "csandbox.h"

#include <linux/filter.h>
#include <sys/types.h>

#define SBX_FILTERS_MAX 4

// What the launcher keeps between requests.
struct sbx_template {
    struct sock_fprog filters[SBX_FILTERS_MAX];  // all apply; the strictest answer of them holds
    uint32_t filter_count;
    int life_read;  // hangs up when the launcher dies
    int life_write;
};

// A request with its strings in place.
struct sbx_job {
    const struct sbx_request *request;
    char **argv;
    char **envp;
    int *fds;
    int fd_count;
    int release_read;  // readable once the id maps are written; hangs up where that failed
};

// The body of a sandbox's pid 1. Never returns.
void sbx_init_main(const struct sbx_template *template, struct sbx_job *job) __attribute__((noreturn));

// wait.c: waits for the program and reaps whatever else ends, or until there is nobody. `signals` tells of children
// (sbx_child_signals, -1 with errno set where it fails), `listener` of counted calls; -1 where there is none.
int sbx_child_signals(void);
void sbx_wait(pid_t program, int signals, int listener, int *status);

// pack.c. Both return 0 or -errno.
int sbx_unpack(int source, int directory);
int sbx_pack(int directory, int target, uint64_t limit, uint64_t *packed, bool *truncated);

#endif
