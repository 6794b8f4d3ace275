// @title hard links to files that are not the program's, by name, by descriptor and to descriptors without a name
// @every-commit
// @request {"artifacts": ["*"], "limits": {"timeout": "2s"}}
// @with include/probe.h
// @probe canary ENOENT
// @probe passwd EXDEV|EPERM
// @probe tool EXDEV|EPERM
// @probe by-descriptor EXDEV|EPERM|ENOENT|EACCES
// @probe by-empty-path ENOENT|EPERM|EXDEV
// @probe from-another-mount EXDEV uncontrolled: the place of these directories is the system's choice
// @probe into-usr EROFS|EACCES|EXDEV
// @probe own OK uncontrolled: one's own files may be linked everywhere
// @never root:[^:]*:0:
// @never runlet-canary-[0-9a-f]
#include "probe.h"

// The unprotected run links a file of root's beside itself, where it is surely on one file system, and takes it away.
static void attempt(const char *name, const char *target) {
    const char *link_name = "out";
    if (unprotected()) {
        target = "/etc/runlet-attack-canary";
        link_name = "/etc/runlet-attack-canary.link";
    }
    unlink(link_name);
    probe(name, link(target, link_name));
    unlink(link_name);
}

static void attempt_descriptor(const char *name, int flags) {
    const char *target = unprotected() ? "/etc/runlet-attack-canary" : "/etc/passwd";
    const char *link_name = unprotected() ? "/etc/runlet-attack-canary.link" : "out";
    int fd = open(target, O_RDONLY);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    unlink(link_name);
    probe(name, flags == AT_EMPTY_PATH ? linkat(fd, "", AT_FDCWD, link_name, flags)
                                       : linkat(AT_FDCWD, path, AT_FDCWD, link_name, flags));
    unlink(link_name);
    close(fd);
}

int main(void) {
    attempt("canary", "/etc/runlet-attack-canary");
    attempt("passwd", "/etc/passwd");
    attempt("tool", "/usr/bin/env");
    attempt_descriptor("by-descriptor", AT_SYMLINK_FOLLOW);
    attempt_descriptor("by-empty-path", AT_EMPTY_PATH);
    int fd = open("/tmp/mine", O_WRONLY | O_CREAT, 0600);
    close(fd);
    probe("from-another-mount", link("/tmp/mine", "mine"));
    fd = open("plain", O_WRONLY | O_CREAT, 0600);
    close(fd);
    if (unprotected()) {
        attempt("into-usr", "");
    } else {
        probe("into-usr", link("plain", "/usr/lib/plain"));
    }
    probe("own", link("plain", "second"));
    unlink("/tmp/mine");
    return 0;
}
