// From the answer of /stats/history to what the charts show. No DOM in here.

/** All outcomes that a point may have, in the order in which they are stacked. */
export const outcomes = [
  "completed", "failed", "compile-error", "signaled", "timeout", "cpu-limit", "memory-limit", "process-limit",
  "output-limit", "disk-limit", "cancelled", "internal-error",
];

/**
 * The points with no holes: where nothing ran, the server may leave a point out, and that is a zero, not a straight line
 * between its neighbours.
 *
 * @param history {intervalSeconds, points: [{at, runs, p50, p95, outcomes}]}
 */
export function series(history) {
  const step = (history.intervalSeconds || 10) * 1000;
  const points = [];
  for (const point of history.points ?? []) {
    const at = Date.parse(point.at);
    if (Number.isNaN(at)) continue;
    const last = points.at(-1)?.at;
    if (last !== undefined && at <= last) continue;
    for (let missing = (last ?? at) + step; missing < at - step / 2 && points.length < 1000; missing += step) {
      points.push({ at: missing, runs: 0, p50: null, p95: null, outcomes: {} });
    }
    const runs = point.runs ?? 0;
    points.push({
      at, runs, outcomes: point.outcomes ?? {},
      p50: runs > 0 ? point.p50 ?? null : null, p95: runs > 0 ? point.p95 ?? null : null,
    });
  }
  const seen = outcomes.filter((name) => points.some((point) => point.outcomes[name] > 0));
  return {
    rate: points.map(({ at, runs }) => ({ at, values: [(runs * 1000) / step] })),
    latency: points.map(({ at, p50, p95 }) => ({ at, values: [p50, p95] })),
    outcomes: points.map((point) => ({ at: point.at, values: seen.map((name) => point.outcomes[name] ?? 0) })),
    seen,
    total: points.reduce((sum, { runs }) => sum + runs, 0),
  };
}
