import Glibc

/// Which system calls a program may make.
///
/// One list for every language: the calls that a Linux tool chain is known to need. What is on no list gets ENOSYS, so
/// that a C library falls back as on an older kernel; what is known and refused gets EPERM. Arguments are compared as
/// the kernel truncates them, in 32 bits.
///
/// inotify is on no list: it would tell what other runs open of the files that all share.
public enum SeccompPolicy {
    /// Allowed whatever the arguments.
    static let allowed = """
        read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 open openat openat2 creat close
        close_range stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents getdents64
        getcwd chdir fchdir lseek dup dup2 dup3 pipe pipe2 fcntl flock ioctl truncate
        ftruncate fallocate fadvise64 readahead copy_file_range statfs fstatfs ustat umask utime utimes
        futimesat utimensat mkdir mkdirat rmdir rename renameat renameat2 link linkat unlink unlinkat symlink symlinkat
        chmod fchmod fchmodat chown fchown lchown fchownat mknod mknodat setxattr lsetxattr fsetxattr getxattr
        lgetxattr fgetxattr listxattr llistxattr flistxattr removexattr lremovexattr fremovexattr

        mmap munmap mprotect mremap madvise brk msync mincore mlock mlock2 munlock mlockall munlockall memfd_create
        pkey_alloc pkey_free pkey_mprotect remap_file_pages membarrier

        clone fork vfork execve execveat exit exit_group wait4 waitid kill tkill tgkill getpid gettid getppid getpgid
        getpgrp getsid setpgid setsid set_tid_address set_robust_list get_robust_list rseq arch_prctl prctl
        restart_syscall pause alarm pidfd_open pidfd_send_signal sched_yield sched_getaffinity sched_setaffinity
        sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min sched_rr_get_interval
        sched_getattr getpriority setpriority ioprio_get getcpu getrusage times getrlimit setrlimit prlimit64 uname
        sysinfo capget

        getuid geteuid getgid getegid getresuid getresgid getgroups setuid setgid setreuid setregid setresuid setresgid
        setfsuid setfsgid setgroups

        rt_sigaction rt_sigprocmask rt_sigpending rt_sigtimedwait rt_sigqueueinfo rt_tgsigqueueinfo rt_sigsuspend
        rt_sigreturn sigaltstack signalfd signalfd4

        futex futex_waitv nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time getitimer setitimer
        timer_create timer_settime timer_gettime timer_getoverrun timer_delete timerfd_create timerfd_settime
        timerfd_gettime getrandom

        select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd
        eventfd2

        socket socketpair bind listen accept accept4 connect getsockname getpeername sendto recvfrom sendmsg recvmsg
        sendmmsg recvmmsg shutdown setsockopt getsockopt

        shmget shmat shmdt shmctl semget semop semtimedop semctl msgget msgsnd msgrcv msgctl mq_open mq_unlink
        mq_timedsend mq_timedreceive mq_notify mq_getsetattr
        """

    /// Pretended to succeed: they would make the host write its disks, and all that a program can write is in memory.
    static let pretended = "sync syncfs fsync fdatasync sync_file_range"

    /// Answered with EINVAL, upon which every library copies by hand: pages of a file that is shared read-only never
    /// get into a pipe or a socket.
    static let unsuitable = "sendfile"

    /// Known, and refused with EPERM.
    static let forbidden = """
        mount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr
        unshare setns ptrace process_vm_readv process_vm_writev pidfd_getfd kcmp process_madvise process_mrelease
        bpf perf_event_open userfaultfd fanotify_init fanotify_mark name_to_handle_at open_by_handle_at
        add_key request_key keyctl init_module finit_module delete_module kexec_load kexec_file_load reboot swapon
        swapoff acct quotactl quotactl_fd settimeofday clock_settime clock_adjtime adjtimex stime iopl ioperm syslog
        vhangup lookup_dcookie nfsservctl mbind set_mempolicy get_mempolicy move_pages migrate_pages
        set_mempolicy_home_node capset sethostname setdomainname sched_setscheduler sched_setparam sched_setattr
        ioprio_set modify_ldt
        """

    /// What `personality` may be asked for: nothing, and to say what is.
    static let personalities: [UInt64] = [0, 0xffff_ffff]

    /// One refused combination of arguments.
    struct Refusal {
        enum Condition {
            /// The argument's bits under the mask are this.
            case masked(UInt64, equals: UInt64)
            case notEqual(UInt64)
            case above(UInt64)
        }

        var call: String
        var conditions: [(argument: UInt32, Condition)]
        /// 0 pretends success.
        var error: Int32 = EPERM
    }

    /// Commands of `fcntl` that are let pass, but not without end: locks of byte ranges (F_SETLK, F_SETLKW, and those of
    /// open files), which are memory that no cgroup counts. The init slows them down; see wait.c.
    static let countedLocks: [UInt64] = [6, 7, 37, 38]

    private static let low: UInt64 = 0xffff_ffff

    /// Combinations of arguments that are refused though the call is allowed.
    static var refusals: [Refusal] {
        var result: [Refusal] = []
        // New namespaces: mount, cgroup, uts, ipc, user, pid, net.
        for flag: UInt64 in [
            0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000,
        ] {
            result.append(Refusal(call: "clone", conditions: [(0, .masked(flag, equals: flag))]))
        }
        // The core limit stays at its special value 1, with which no core is dumped, not even to a helper program.
        let core = UInt64(RLIMIT_CORE.rawValue)
        result.append(Refusal(call: "setrlimit", conditions: [(0, .masked(low, equals: core))]))
        result.append(Refusal(call: "prlimit64", conditions: [(1, .masked(low, equals: core)), (2, .notEqual(0))]))
        // The init's limits are not the program's to set.
        result.append(Refusal(call: "prlimit64", conditions: [(0, .masked(low, equals: 1)), (2, .notEqual(0))]))
        // Filters of one's own: they are compiled into memory that all share.
        result.append(Refusal(call: "prctl", conditions: [(0, .masked(low, equals: 22))]))
        // Asking a bridge or a VLAN makes the kernel load its module.
        for request: UInt64 in [0x8940, 0x8941, 0x8982, 0x8983, 0x89A0, 0x89A1] {
            result.append(Refusal(call: "ioctl", conditions: [(1, .masked(low, equals: request))]))
        }
        // Watching directories through signals (F_NOTIFY) concerns every user of a shared file.
        result.append(Refusal(call: "fcntl", conditions: [(1, .masked(low, equals: 1026))]))
        // What others read: RWF_NOWAIT tells whether a page of a shared file is in memory, POSIX_FADV_DONTNEED and
        // MADV_PAGEOUT take it out, and merged pages tell by the time that a write takes.
        result.append(Refusal(call: "preadv2", conditions: [(5, .masked(8, equals: 8))], error: EOPNOTSUPP))
        result.append(Refusal(call: "fadvise64", conditions: [(3, .masked(low, equals: 4))], error: 0))
        for advice: UInt64 in [12, 20, 21] {
            result.append(Refusal(call: "madvise", conditions: [(2, .masked(low, equals: advice))], error: EINVAL))
        }
        result.append(Refusal(call: "prctl", conditions: [(0, .masked(low, equals: 67))], error: EINVAL))
        // Huge pages come out of a pool that no cgroup of v1 counts: MAP_HUGETLB, MFD_HUGETLB, SHM_HUGETLB.
        result.append(Refusal(call: "mmap", conditions: [(3, .masked(0x4_0000, equals: 0x4_0000))]))
        result.append(Refusal(call: "memfd_create", conditions: [(1, .masked(4, equals: 4))]))
        result.append(Refusal(call: "shmget", conditions: [(2, .masked(0x800, equals: 0x800))]))
        // MS_SYNC, as fsync.
        result.append(Refusal(call: "msync", conditions: [(2, .masked(4, equals: 4))], error: 0))
        return result + terminalRefusals + socketRefusals
    }

    /// What nobody needs of a terminal, whatever it is asked of; see ``TerminalRequests``.
    private static var terminalRefusals: [Refusal] {
        let types = TerminalRequests.refusedTypes.map { (mask: UInt64(0xff00), value: $0 << 8) }
        let numbers = TerminalRequests.refused.map {
            (mask: 0xff00 | $0.mask, value: TerminalRequests.type << 8 | $0.value)
        }
        return (types + numbers).map { block in
            Refusal(call: "ioctl", conditions: [(1, .masked(block.mask, equals: block.value))])
        }
    }

    private static func membership(level: UInt64, _ option: UInt64) -> Refusal {
        Refusal(
            call: "setsockopt", conditions: [(1, .masked(low, equals: level)), (2, .masked(low, equals: option))])
    }

    /// Sockets are local, or TCP and UDP in a network of one's own, or ask for that network's interfaces.
    private static var socketRefusals: [Refusal] {
        var result: [Refusal] = []
        let unix: UInt64 = 1
        let inet: [UInt64] = [2, 10]
        let netlink: UInt64 = 16
        for family: UInt64 in 0...63 where family != unix && family != netlink && !inet.contains(family) {
            result.append(Refusal(call: "socket", conditions: [(0, .masked(low, equals: family))]))
        }
        result.append(Refusal(call: "socket", conditions: [(0, .above(63))]))
        for family in inet {
            // Streams and datagrams only, of the two protocols that are always there: no module is loaded on demand.
            for type: UInt64 in 0...15 where type != 1 && type != 2 {
                result.append(
                    Refusal(
                        call: "socket", conditions: [(0, .masked(low, equals: family)), (1, .masked(15, equals: type))])
                )
            }
            for number: UInt64 in 1...16 where number != 6 {
                result.append(
                    Refusal(
                        call: "socket",
                        conditions: [(0, .masked(low, equals: family)), (2, .masked(low, equals: number))]))
            }
            result.append(Refusal(call: "socket", conditions: [(0, .masked(low, equals: family)), (2, .above(17))]))
        }
        result.append(Refusal(call: "socket", conditions: [(0, .masked(low, equals: netlink)), (2, .notEqual(0))]))
        // Memberships of multicast groups are kernel memory too, and slow to take apart; here nobody sends to a group.
        for option: UInt64 in 35...48 {
            result.append(membership(level: 0, option))
        }
        for option: UInt64 in [20, 21, 27, 28, 42, 43, 44, 45, 46, 47, 48] {
            result.append(membership(level: 41, option))
        }
        // SO_MAX_PACING_RATE keeps data queued long after its sender is gone; SO_ATTACH_* are filters of one's own.
        // SO_ZEROCOPY would put pages of a shared file into a socket.
        for option: UInt64 in [26, 47, 50, 51, 52, 60] {
            result.append(
                Refusal(
                    call: "setsockopt",
                    conditions: [(1, .masked(low, equals: 1)), (2, .masked(low, equals: option))]))
        }
        // UDP_ENCAP and TCP_ULP bring the kernel's ciphers, which work in place, into play.
        for (level, option): (UInt64, UInt64) in [(17, 100), (6, 31)] {
            result.append(
                Refusal(
                    call: "setsockopt",
                    conditions: [(1, .masked(low, equals: level)), (2, .masked(low, equals: option))]))
        }
        result.append(Refusal(call: "socketpair", conditions: [(0, .notEqual(unix))]))
        return result
    }
}
