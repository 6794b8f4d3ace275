// What the cases in C share: each probe prints one line, `NAME VERDICT`, where the verdict is OK, an errno's name or a word.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// Set where the same program runs without a sandbox.
static inline int unprotected(void) { return getenv("UNPROTECTED") != NULL; }

static inline const char *errno_name(int error) {
    const char *name = error == 0 ? "OK" : strerrorname_np(error);
    return name != NULL ? name : "UNKNOWN";
}

static inline void verdict(const char *name, const char *text) {
    printf("%s %s\n", name, text);
    fflush(stdout);
}

// Prints OK, or the name of errno where the result is negative; returns the result.
static inline long probe(const char *name, long result) {
    verdict(name, result < 0 ? errno_name(errno) : "OK");
    return result;
}

static inline long probe_call_array(const char *name, const long *a) {
    return probe(name, syscall(a[0], a[1], a[2], a[3], a[4], a[5], a[6]));
}

// A system call by its number; arguments that are left out are 0, pointers need PTR().
#define probe_call(name, ...) probe_call_array((name), (const long[7]){__VA_ARGS__})
#define PTR(pointer) ((long)(pointer))

// Runs a function in a child and prints what it returned (an errno, 0 for OK), or the signal that ended it.
static inline void probe_in_child(const char *name, int (*body)(void)) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) _exit(body() & 0xff);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0) {
        verdict(name, errno_name(errno));
    } else if (WIFSIGNALED(status)) {
        printf("%s SIG%s\n", name, sigabbrev_np(WTERMSIG(status)));
        fflush(stdout);
    } else {
        verdict(name, errno_name(WEXITSTATUS(status)));
    }
}
