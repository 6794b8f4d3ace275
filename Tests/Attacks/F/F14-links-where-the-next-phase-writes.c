// @title the compiled program replaces itself and its source by links and directories; other runs of the request get their own
// @every-commit
// @request {"inputs": [{"args": ["1"]}, {"args": ["2"]}, {"args": ["3"]}], "artifacts": ["main", "main.c", "main/*"], "limits": {"timeout": "2s"}}
// @with include/probe.h
// @probe own-program FILE uncontrolled: the first run finds its own program on every system
// @probe replaced OK uncontrolled: one may do so with one's own files everywhere
// @probe canary ENOENT
// @prints ^run 1$
// @never root:[^:]*:0:
#include "probe.h"
#include <sys/stat.h>

int main(int argc, char **argv) {
    struct stat info;
    const char *own = unprotected() ? "program" : "main";
    verdict("own-program", lstat(own, &info) == 0 && S_ISREG(info.st_mode) ? "FILE" : "OTHER");
    printf("run %s\n", argc > 1 ? argv[1] : "-");
    unlink(own);
    unlink("main.c");
    long failed = symlink("/etc/runlet-attack-canary", own) | symlink("/etc/passwd", "main.c");
    probe("replaced", failed);
    probe("canary", open(own, O_RDONLY));
    return 0;
}
