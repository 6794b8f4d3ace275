import Glibc

/// How many descriptors this process may have.
enum DescriptorLimit {
    /// Takes all that it may: thousands of connections are more than the usual limit allows.
    static func raise() {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }
}
