// @title a pipe that is made large and filled at the very end
// @request {"limits": {"output": "64KiB"}}
// @outcome output-limit
// @control none the limit is what is looked at
// The program has ended when the limit is passed: what is still in the pipe counts.
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static char block[1 << 20];

int main(void) {
    memset(block, 'x', sizeof block);
    fcntl(1, F_SETPIPE_SZ, 1 << 20);
    fcntl(1, F_SETFL, O_NONBLOCK);
    ssize_t ignored = write(1, block, sizeof block);
    return ignored < 0;
}
