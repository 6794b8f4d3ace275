import RunletEngine
import RunletServer
import Testing

@Suite("The text for Prometheus")
struct PrometheusTextTests {
    @Test("has a metric's help, its type, and its samples with their labels")
    func samples() {
        var text = PrometheusText()
        text.begin("runs_total", .counter, "Runs.")
        text.sample("runs_total", 3, ["language": "c", "outcome": "failed"])
        text.sample("load", 0.25)
        #expect(
            text.text == """
                # HELP runs_total Runs.
                # TYPE runs_total counter
                runs_total{language="c",outcome="failed"} 3
                load 0.25

                """)
    }

    @Test("lets no label's value end its line or its quotes")
    func escapes() {
        var text = PrometheusText()
        text.sample("a", 1, ["name": "x\"} 1\nb{y=\"\\"])
        #expect(text.text == "a{name=\"x\\\"} 1\\nb{y=\\\"\\\\\"} 1\n")
    }

    @Test("counts in a histogram's range what took its bound or less, and everything in the last")
    func histogram() {
        var histogram = DurationHistogram()
        for seconds in [0.001, 0.0011, 0.2, 1000, -5] { histogram.add(seconds: seconds) }
        var text = PrometheusText()
        text.samples("t", histogram, ["l": "c"])
        let lines = text.text.split(separator: "\n")
        #expect(lines.first == "t_bucket{l=\"c\",le=\"0.001\"} 2")
        #expect(lines.contains("t_bucket{l=\"c\",le=\"0.0025\"} 3"))
        #expect(lines.contains("t_bucket{l=\"c\",le=\"300.0\"} 4"))
        #expect(lines.contains("t_bucket{l=\"c\",le=\"+Inf\"} 5"))
        #expect(lines.contains("t_count{l=\"c\"} 5"))
        #expect(lines.contains("t_sum{l=\"c\"} 1000.2021"))
    }
}
