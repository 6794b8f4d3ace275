// A working directory as a row of bytes, and back. Runs inside a sandbox only, as the sandbox's own user and without
// capabilities, so a name can do no harm beyond the sandbox, whatever it says; bounds keep the work finite.
#include "internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0) {
            if (errno == EINTR) continue;
            return -errno;
        }
        bytes += written;
        size -= (size_t)written;
    }
    return 0;
}

// Makes the directories above a name. The tree is fresh and ours: nothing in it is a link.
static int make_parents(int directory, char *name) {
    for (char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int failed = mkdirat(directory, name, 0755) != 0 && errno != EEXIST;
        int error = errno;
        *slash = '/';
        if (failed) return -error;
    }
    return 0;
}

static int unpack_entry(int directory, const struct sbx_pack_entry *entry, char *name, const char *content) {
    int error = make_parents(directory, name);
    if (error != 0) return error;
    if (entry->is_directory) {
        if (mkdirat(directory, name, 0755) != 0 && errno != EEXIST) return -errno;
        return 0;
    }
    mode_t mode = (entry->mode & 0777) | 0600;
    int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0) return -errno;
    error = write_all(fd, content, entry->size);
    close(fd);
    return error;
}

int sbx_unpack(int source, int directory) {
    struct stat info;
    if (fstat(source, &info) != 0) return -errno;
    if (info.st_size == 0) return 0;
    size_t size = (size_t)info.st_size;
    const char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, source, 0);
    if (bytes == MAP_FAILED) return -errno;
    int error = 0;
    size_t at = 0;
    static char name[SBX_NAME_MAX + 1];
    while (error == 0) {
        struct sbx_pack_entry entry;
        if (size - at < sizeof entry) {
            error = -EBADMSG;
            break;
        }
        memcpy(&entry, bytes + at, sizeof entry);
        at += sizeof entry;
        if (entry.name_size == 0) break;
        if (entry.name_size > SBX_NAME_MAX || entry.name_size > size - at
            || entry.size > size - at - entry.name_size) {
            error = -EBADMSG;
            break;
        }
        memcpy(name, bytes + at, entry.name_size);
        name[entry.name_size] = '\0';
        at += entry.name_size;
        error = unpack_entry(directory, &entry, name, bytes + at);
        at += entry.size;
    }
    munmap((void *)bytes, size);
    return error;
}

struct packer {
    int target;
    uint64_t limit;
    uint64_t written;
    unsigned entries;
    bool truncated;
    char name[SBX_NAME_MAX + 1];
};

static int put(struct packer *packer, const void *bytes, size_t size) {
    int error = write_all(packer->target, bytes, size);
    if (error == 0) packer->written += size;
    return error;
}

static int put_entry(struct packer *packer, size_t name_size, const struct stat *info, bool is_directory,
                     uint64_t size) {
    struct sbx_pack_entry entry = {
        .mode = info->st_mode & 0777,
        .is_directory = is_directory,
        .name_size = (uint32_t)name_size,
        .size = size,
    };
    int error = put(packer, &entry, sizeof entry);
    return error != 0 ? error : put(packer, packer->name, name_size);
}

static int pack_file(struct packer *packer, int directory, const char *leaf, size_t name_size) {
    // O_NONBLOCK: a fifo that took the file's place must not hold us.
    int fd = openat(directory, leaf, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        if (fd >= 0) close(fd);
        packer->truncated = true;
        return 0;
    }
    uint64_t size = (uint64_t)info.st_size;
    uint64_t room = packer->limit - packer->written;
    uint64_t head = sizeof(struct sbx_pack_entry) * 2 + name_size;
    if (room < head || size > room - head) {
        close(fd);
        packer->truncated = true;
        return 0;
    }
    int error = put_entry(packer, name_size, &info, false, size);
    static char buffer[64 * 1024];
    uint64_t left = size;
    while (error == 0 && left > 0) {
        ssize_t count = read(fd, buffer, left < sizeof buffer ? (size_t)left : sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        // Nobody is left to shrink the file; still, the entry has said its size, so keep the promise with zeros.
        if (count <= 0) {
            memset(buffer, 0, sizeof buffer);
            count = (ssize_t)(left < sizeof buffer ? left : sizeof buffer);
            packer->truncated = true;
        }
        error = put(packer, buffer, (size_t)count);
        left -= (uint64_t)count;
    }
    close(fd);
    return error;
}

static int pack_directory(struct packer *packer, int fd, size_t prefix, unsigned depth) {
    DIR *stream = fdopendir(fd);
    if (stream == NULL) {
        int error = errno;
        close(fd);
        return -error;
    }
    int error = 0;
    struct dirent *item;
    while (error == 0 && (item = readdir(stream)) != NULL) {
        const char *leaf = item->d_name;
        if (strcmp(leaf, ".") == 0 || strcmp(leaf, "..") == 0) continue;
        size_t size = strlen(leaf);
        if (prefix + size + 1 > SBX_NAME_MAX || ++packer->entries > SBX_PACK_ENTRIES_MAX) {
            packer->truncated = true;
            continue;
        }
        memcpy(packer->name + prefix, leaf, size);
        if (item->d_type == DT_REG) {
            error = pack_file(packer, dirfd(stream), leaf, prefix + size);
        } else if (item->d_type == DT_DIR) {
            int inner = openat(dirfd(stream), leaf, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            struct stat info;
            if (inner < 0 || depth >= SBX_PACK_DEPTH_MAX || fstat(inner, &info) != 0
                || packer->limit - packer->written < sizeof(struct sbx_pack_entry) * 2 + prefix + size) {
                if (inner >= 0) close(inner);
                packer->truncated = true;
                continue;
            }
            error = put_entry(packer, prefix + size, &info, true, 0);
            if (error != 0) {
                close(inner);
            } else {
                packer->name[prefix + size] = '/';
                error = pack_directory(packer, inner, prefix + size + 1, depth + 1);
            }
        }
        // Links, sockets, fifos and devices are left behind.
    }
    closedir(stream);
    return error;
}

int sbx_pack(int directory, int target, uint64_t limit, uint64_t *packed, bool *truncated) {
    static struct packer packer;
    packer.target = target;
    packer.limit = limit;
    // Nobody is left whose modes these are.
    fchmod(directory, 0755);
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd < 0 ? -errno : pack_directory(&packer, fd, 0, 1);
    if (error == 0) {
        struct sbx_pack_entry end = {0};
        error = put(&packer, &end, sizeof end);
    }
    *packed = packer.written;
    *truncated = packer.truncated;
    return error;
}
