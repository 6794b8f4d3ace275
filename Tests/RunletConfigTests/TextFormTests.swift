import RunletConfig
import Testing

@Suite("Text forms of values")
struct TextFormTests {
    @Test(
        "Sizes are read exactly",
        arguments: [
            ("1", 1), ("1048576", 1_048_576), ("7B", 7), ("512KiB", 524_288), ("64MiB", 67_108_864),
            ("1GiB", 1_073_741_824), ("10MB", 10_000_000), ("3KB", 3000), ("2GB", 2_000_000_000),
            ("1TiB", 1_099_511_627_776), ("5TB", 5_000_000_000_000), ("9223372036854775807", Int.max),
        ])
    func readsSize(text: String, bytes: Int) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test(
        "What is no size is refused",
        arguments: [
            "", "0", "0MiB", "-1", "+1", "-5MiB", "1.5GiB", "64 MiB", " 64MiB", "64mib", "64M", "MiB", "NaN", "inf",
            "1e6", "0x10", "9223372036854775808", "8388608TiB", "99999999999999999999999", "1MiB1KiB", "١MiB",
        ])
    func refusesSize(text: String) {
        #expect(ByteSize.parse(text) == nil)
    }

    @Test(
        "Sizes are written in their shortest exact form and read back",
        arguments: [1, 1000, 1024, 1536, 1 << 20, 3 << 30])
    func writesSize(bytes: Int) {
        #expect(ByteSize.parse(ByteSize.render(bytes)) == bytes)
    }

    @Test("A size is written with the largest unit that divides it")
    func writesSizeWithUnit() {
        #expect(ByteSize.render(268_435_456) == "256MiB")
        #expect(ByteSize.render(1536) == "1536")
        #expect(ByteSize.render(1 << 40) == "1TiB")
    }

    @Test(
        "Durations are read exactly",
        arguments: [
            ("1ms", 1), ("500ms", 500), ("5s", 5000), ("2m", 120_000), ("1h", 3_600_000), ("168h", 604_800_000),
            ("1m30s", 90_000), ("1h2m3s4ms", 3_723_004), ("0h1s", 1000), ("9223372036854775807ms", Int.max),
        ])
    func readsDuration(text: String, milliseconds: Int) {
        #expect(DurationText.parse(text) == milliseconds)
    }

    @Test(
        "What is no duration is refused",
        arguments: [
            "", "0", "0s", "0h0m", "5", "-5s", "+5s", "1.5s", "5 s", "5S", "s", "1d", "30s1m", "1s1s", "5ms1s", "1m30",
            "NaN", "inf", "9223372036854775808ms", "9223372036854775807s", "9223372036854775h9223372036854775807ms",
            "2562047788015h12m55s808ms",
        ])
    func refusesDuration(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        "Durations are written with the fewest parts and read back",
        arguments: [1, 999, 1000, 90_000, 604_800_000, 3_723_004])
    func writesDuration(milliseconds: Int) {
        #expect(DurationText.parse(DurationText.render(milliseconds: milliseconds)) == milliseconds)
    }

    @Test(
        "An address is a host and a port",
        arguments: [
            ("127.0.0.1:8000", "127.0.0.1", 8000), ("localhost:0", "localhost", 0), ("[::1]:65535", "::1", 65_535),
            ("my-host.example:80", "my-host.example", 80),
        ])
    func readsAddress(text: String, host: String, port: Int) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(
        "What is no address is refused",
        arguments: [
            "", ":8000", "localhost", "localhost:", "localhost:65536", "localhost:-1", "localhost:8000x", "::1:8000",
            "[]:80", "[host]:80", "a b:80", "http://host:80", "host:99999999999999999999",
        ])
    func refusesAddress(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
