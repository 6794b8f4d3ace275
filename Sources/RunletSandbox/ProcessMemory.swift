import CSandbox

/// The heap of the process that serves.
public enum ProcessMemory {
    /// What a large result took goes back to the system when it is free, instead of staying with the heap: the C
    /// library would raise its threshold with every large block that was freed (mallopt(3), M_MMAP_THRESHOLD).
    public static func returnLargeBlocks() { sbx_return_large_blocks() }
}
