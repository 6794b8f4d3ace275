// Terminals for programs, in a file system of their own that has no name: what a program does to its end's owner or mode
// is nobody else's business, and the machine's own /dev/pts does not fill up with them.
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int close_with(int fd, int error) {
    close(fd);
    return -error;
}

int sbx_terminals(unsigned most) {
    int fs = fsopen("devpts", FSOPEN_CLOEXEC);
    if (fs < 0) return -errno;
    char number[16];
    snprintf(number, sizeof number, "%u", most);
    if (fsconfig(fs, FSCONFIG_SET_STRING, "max", number, 0) != 0
        || fsconfig(fs, FSCONFIG_SET_STRING, "mode", "0600", 0) != 0
        || fsconfig(fs, FSCONFIG_SET_STRING, "ptmxmode", "0600", 0) != 0
        || fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) != 0) {
        return close_with(fs, errno);
    }
    int mount = fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
    int error = errno;
    close(fs);
    return mount < 0 ? -error : mount;
}

int sbx_resize_terminal(int terminal, unsigned short columns, unsigned short rows) {
    const struct winsize size = {.ws_row = rows, .ws_col = columns};
    return ioctl(terminal, TIOCSWINSZ, &size) != 0 ? -errno : 0;
}

static int prepare(int end, uid_t owner) {
    if (fchown(end, owner, owner) != 0 || fchmod(end, 0600) != 0) return -errno;
    struct termios settings;
    if (tcgetattr(end, &settings) != 0) return -errno;
    // So that the key that erases takes away a whole character.
    settings.c_iflag |= IUTF8;
    return tcsetattr(end, TCSANOW, &settings) != 0 ? -errno : 0;
}

int sbx_open_terminal(int terminals, uid_t owner, unsigned short columns, unsigned short rows, int *end) {
    // Never anybody's controlling terminal but the program's.
    int terminal = openat(terminals, "ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (terminal < 0) return -errno;
    int unlocked = 0;
    if (ioctl(terminal, TIOCSPTLCK, &unlocked) != 0) return close_with(terminal, errno);
    // By descriptor: no name is looked up.
    *end = ioctl(terminal, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*end < 0) return close_with(terminal, errno);
    int result = prepare(*end, owner);
    if (result == 0) result = sbx_resize_terminal(terminal, columns, rows);
    if (result != 0) {
        close(*end);
        *end = -1;
        return close_with(terminal, -result);
    }
    return terminal;
}
