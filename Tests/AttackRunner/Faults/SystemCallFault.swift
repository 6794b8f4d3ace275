import Foundation
import TestKit

/// A program that has the kernel refuse one system call to what it becomes, and to all below that.
final class SystemCallFault: Sendable {
    private static let source = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/prctl.h>
        #include <sys/syscall.h>
        #include <unistd.h>

        static const struct { const char *name; int number; } calls[] = {
        #define CALL(name) {#name, SYS_##name}
            CALL(capset), CALL(clone3), CALL(fsconfig), CALL(fsmount), CALL(fsopen), CALL(memfd_create), CALL(mount),
            CALL(mount_setattr), CALL(move_mount), CALL(open_tree), CALL(prctl), CALL(seccomp), CALL(setdomainname), CALL(setgroups),
            CALL(sethostname), CALL(setresgid), CALL(setresuid), CALL(setsid), CALL(socketpair), CALL(umount2),
            CALL(unshare),
        };

        // fault ERRNO CALL[:ARGUMENT],... PROGRAM...: the calls fail, where their first argument is that one.
        int main(int argc, char **argv) {
            if (argc < 4) return 2;
            struct sock_filter filter[64];
            unsigned short size = 0;
            for (char *name = strtok(argv[2], ","); name != NULL; name = strtok(NULL, ",")) {
                char *argument = strchr(name, ':');
                if (argument != NULL) *argument++ = 0;
                int call = -1;
                for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
                    if (strcmp(calls[i].name, name) == 0) call = calls[i].number;
                }
                if (call < 0 || size > 50) return 5;
                struct sock_filter one[] = {
                    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 3),
                    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
                    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, argument ? atoi(argument) : 0, 0, argument ? 1 : 0),
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | atoi(argv[1])),
                };
                memcpy(filter + size, one, sizeof one);
                size += 5;
            }
            filter[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
            struct sock_fprog program = {.len = size, .filter = filter};
            if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return perror("seccomp"), 3;
            execv(argv[3], argv + 3);
            return perror(argv[3]), 4;
        }
        """

    private let directory: TemporaryDirectory

    init() async throws {
        directory = try TemporaryDirectory()
        try directory.write(Self.source, to: "fault.c")
        try await Shell.run("cd \"$1\" && gcc -O1 -o fault fault.c", directory.path)
    }

    /// A script before the server.
    ///
    /// - Parameter calls: names, each with `:` and its first argument where only that is refused.
    func script(refusing calls: String, with error: Int32) -> String {
        "exec '\(directory.path)/fault' \(error) \(calls) \"$@\""
    }
}
