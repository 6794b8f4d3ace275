import assert from "node:assert/strict";
import { test } from "node:test";

import { between, bytes, duration, moment, ticks } from "../../playground/admin-format.js";
import { series } from "../../playground/admin-history.js";

const at = (seconds) => new Date(Date.UTC(2030, 0, 1, 12, 0, seconds)).toISOString();

test("points that were left out are zeros, not straight lines", () => {
  const shown = series({
    intervalSeconds: 10,
    points: [
      { at: at(0), runs: 20, p50: 30, p95: 60, outcomes: { completed: 15, failed: 5 } },
      { at: at(40), runs: 5, p50: 10, p95: 12, outcomes: { completed: 5 } },
    ],
  });
  assert.deepEqual(shown.rate.map(({ values }) => values[0]), [2, 0, 0, 0, 0.5]);
  assert.deepEqual(shown.latency.map(({ values }) => values[0]), [30, null, null, null, 10]);
  assert.deepEqual(shown.seen, ["completed", "failed"]);
  assert.deepEqual(shown.outcomes.at(-1).values, [5, 0]);
  assert.equal(shown.total, 25);
});

test("a history without anything, out of order or broken is no error", () => {
  assert.equal(series({}).total, 0);
  assert.equal(series({ intervalSeconds: 10, points: [{ at: "?", runs: 1 }] }).rate.length, 0);
  assert.equal(series({ intervalSeconds: 10, points: [{ at: at(20), runs: 1 }, { at: at(10), runs: 1 }] }).rate.length, 1);
  // A clock that was set years ahead does not fill the memory.
  const jump = series({ intervalSeconds: 10, points: [{ at: at(0), runs: 1 }, { at: "2039-01-01T00:00:00Z", runs: 1 }] });
  assert.ok(jump.rate.length <= 1001);
});

test("an axis has a few round values that reach the highest", () => {
  assert.deepEqual(ticks(8), [0, 2, 4, 6, 8]);
  assert.deepEqual(ticks(0), [0, 1]);
  for (const most of [0.003, 0.7, 1, 9.99, 10, 123, 98765]) {
    const values = ticks(most);
    assert.ok(values.at(-1) >= most && values.length >= 3 && values.length <= 7, `${most}: ${values}`);
  }
});

test("numbers read as people write them", () => {
  assert.deepEqual([0, 1.25, 950, 1500, 75_000, 7_380_000, 300_000_000].map(duration),
    ["0 ms", "1.3 ms", "950 ms", "1.50 s", "1 min 15 s", "2 h 3 min", "3 days"]);
  assert.deepEqual([0, 1023, 1536, 268_435_456].map(bytes), ["0 B", "1023 B", "1.5 KiB", "256 MiB"]);
  assert.equal(duration(null), "");
  assert.equal(between(at(0), at(3)), "3.00 s");
  assert.equal(between(null, at(3)), "");
  assert.equal(moment("nonsense"), "");
});
