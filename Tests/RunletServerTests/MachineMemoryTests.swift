import RunletServer
import Testing

@Suite("The machine's memory")
struct MachineMemoryTests {
    @Test("is read from what the kernel tells")
    func parsed() {
        let text = "MemTotal:       16384 kB\nMemFree:    1 kB\nMemAvailable:    8192 kB\nSwapTotal: 0 kB\n"
        let memory = MachineMemory(meminfo: text)
        #expect(memory?.total == 16 << 20)
        #expect(memory?.available == 8 << 20)
    }

    @Test(
        "is not known where it does not tell", arguments: ["", "MemTotal: 1 kB", "MemTotal: x kB\nMemAvailable: 1 kB"])
    func unknown(_ text: String) {
        #expect(MachineMemory(meminfo: text) == nil)
    }
}
