// @title memory without end
// @every-commit
// @request {"limits": {"memory": "32MiB"}}
// @outcome memory-limit
// @never survived
// @control host
// @control-prints ^survived$
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    // Unprotected it stops at four times the limit.
    for (int i = 0; getenv("UNPROTECTED") == NULL || i < 128; i++) {
        char *block = malloc(1 << 20);
        if (block == NULL) return 1;
        memset(block, 1, 1 << 20);
    }
    puts("survived");
    return 0;
}
