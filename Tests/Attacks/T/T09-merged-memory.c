// @title Has its memory merged with equal pages of other tenants
// @with include/probe.h
// @probe merge-pages EPERM|EINVAL|ENOSYS uncontrolled: not every kernel has it
// @probe merge-all EPERM|EINVAL|ENOSYS uncontrolled: not every kernel has it
// @probe poison-page EPERM|EINVAL uncontrolled: it takes a page from the machine
// @probe take-page-offline EPERM|EINVAL uncontrolled: it takes a page from the machine
//
// Where the host merges equal pages, the time of a write tells whether somebody else has the same page: a way to read
// another's memory by guessing. The kernel does it only for memory that was offered.
#include "probe.h"

#include <sys/mman.h>
#include <sys/prctl.h>

int main(void) {
    const size_t size = 64 * 4096;
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(memory, 'x', size);
    probe("merge-pages", madvise(memory, size, 12 /* MADV_MERGEABLE */));
    probe("merge-all", prctl(67 /* PR_SET_MEMORY_MERGE */, 1, 0, 0, 0));
    if (!unprotected()) {
        probe("poison-page", madvise(memory, 4096, 100 /* MADV_HWPOISON */));
        probe("take-page-offline", madvise(memory, 4096, 101 /* MADV_SOFT_OFFLINE */));
    }
    return 0;
}
