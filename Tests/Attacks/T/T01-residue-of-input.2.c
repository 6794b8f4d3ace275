// @title Finds the input or the memory of an earlier run
// @with include/probe.h
// @request {"stdin": "short"}
// @probe input-size RIGHT uncontrolled: it has its own input
// @probe beyond-the-input NOTHING uncontrolled: it has its own input
// @probe fresh-memory ZERO uncontrolled: the kernel clears memory for all
// @probe fresh-file ZERO uncontrolled: the kernel clears memory for all
//
// Memory files and pages may be used again by the engine: not with what was in them.
#include "probe.h"

#include <sys/mman.h>
#include <sys/stat.h>

static int is_zero(const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != 0) return 0;
    }
    return 1;
}

int main(void) {
    struct stat info;
    fstat(0, &info);
    verdict("input-size", info.st_size == 5 ? "RIGHT" : "WRONG");
    // Longer again: what was cut off must not come back.
    char text[4096] = {0};
    if (ftruncate(0, sizeof text) != 0) perror("ftruncate");
    ssize_t count = pread(0, text, sizeof text, 5);
    verdict("beyond-the-input", count <= 0 || is_zero(text, (size_t)count) ? "NOTHING" : "SOMETHING");
    const size_t size = 32 << 20;
    verdict("fresh-memory",
            is_zero(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), size) ? "ZERO" : "FULL");
    int file = open("/tmp/fresh", O_RDWR | O_CREAT, 0600);
    if (ftruncate(file, 8 << 20) != 0) perror("ftruncate");
    verdict("fresh-file", is_zero(mmap(NULL, 8 << 20, PROT_READ, MAP_SHARED, file, 0), 8 << 20) ? "ZERO" : "FULL");
    return 0;
}
