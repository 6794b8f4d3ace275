// @title Puts a program of its own in the compiler's place
// @request {"env": {"COMPILER_PATH": "/work", "GCC_EXEC_PREFIX": "/work/", "PATH": "/work:/usr/bin:/bin", "LD_PRELOAD": "/work/x.so"}}
// @request {"files": [{"name": "cc1", "content": "#!/bin/sh\necho helper as $(id -u) >&2; exit 1\n"}, {"name": "as", "content": "#!/bin/sh\necho helper as $(id -u) >&2; exit 1\n"}, {"name": "gcc", "content": "#!/bin/sh\necho helper as $(id -u) >&2; exit 1\n"}]}
// @outcome completed|compile-error
// @never helper as 0
// @control none it concerns the engine's helpers
//
// Whether it is obeyed or not: the compiler runs in a sandbox as the program does, and not as root.
#include <stdio.h>

int main(void) { puts("built"); }
