import RunletCore
import Testing

@Suite("Sizes and durations as text")
struct TextFormTests {
    @Test(
        "are read as people write them",
        arguments: [
            ("0", 0), ("4096", 4096), ("1KiB", 1024), ("1kb", 1000), ("2K", 2048), ("256MiB", 256 << 20),
            ("1GiB", 1 << 30), ("3TB", 3_000_000_000_000), ("12B", 12), ("8388607TiB", 8_388_607 << 40),
        ])
    func sizes(_ text: String, _ bytes: Int) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test(
        "are no sizes",
        arguments: [
            "", "MiB", "-1", "+1", "1.5GiB", "1h", "1 MiB", "0x10", "1e3", "١", "8388608TiB", "9223372036854775808",
            "99999999999999999999999", "1MiBMiB", "NaN", "infinity", "1\0",
        ])
    func noSizes(_ text: String) {
        #expect(ByteSize.parse(text) == nil)
    }

    @Test(
        "are durations", arguments: [("500ms", 500), ("5s", 5000), ("1m30s", 90_000), ("168h", 604_800_000), ("0s", 0)])
    func durations(_ text: String, _ milliseconds: Int) {
        #expect(DurationText.parse(text) == milliseconds)
    }

    @Test(
        "are no durations",
        arguments: [
            "", "5", "s", "-5s", "1.5s", "5 s", "5S", "5x", "1h5", "64MiB", "9223372036854775807s",
            "9223372036854775807ms1ms", "99999999999999999999s", "٥s", "NaN",
        ])
    func noDurations(_ text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test("are described so that they are read back", arguments: [1, 999, 1000, 1024, 1536, 60_000, 1 << 30, .max])
    func roundTrip(_ number: Int) {
        #expect(ByteSize.parse(ByteSize.describe(number)) == number)
        #expect(DurationText.parse(DurationText.describe(milliseconds: number)) == number)
    }
}
