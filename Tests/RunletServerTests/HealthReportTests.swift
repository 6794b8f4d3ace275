import RunletServer
import Testing

@Suite("The health")
struct HealthReportTests {
    @Test("is up where nothing is wrong")
    func up() {
        #expect(HealthReport().isUp)
        #expect(
            HealthReport(isolation: [.init(name: "seccomp", state: .weaker)], components: [.init(name: "broker")]).isUp)
    }

    @Test("is down without a layer, and without what this process needs")
    func down() {
        #expect(!HealthReport(isolation: [.init(name: "seccomp", state: .missing)]).isUp)
        #expect(!HealthReport(components: [.init(name: "broker", problem: "gone")]).isUp)
    }

    @Test("stays up without what no other coordinator has either")
    func workers() {
        #expect(HealthReport(components: [.init(name: "workers", problem: "none", isVital: false)]).isUp)
    }
}
