// What the server does now and did in the last hour.

import { get, unlessOff } from "./admin-api.js";
import { Chart } from "./admin-charts.js";
import { badge, h, row, table } from "./admin-dom.js";
import { duration } from "./admin-format.js";
import { series } from "./admin-history.js";

const off = "This part of the API is turned off in the configuration.";

function tile(name) {
  const value = h("dd", {}, "…");
  return { value, element: h("div", { class: "tile" }, h("dt", {}, name), value) };
}

const percent = (share) => (Number.isFinite(share) ? `${Math.round(share * 100)} %` : "");

/** What a node says of its load, as far as it does. */
function nodeRow(node) {
  const load = (node.loadAverage ?? []).map((value) => value.toFixed(2)).join("  ");
  const slots = node.slots === undefined ? `${node.running ?? 0}` : `${node.running ?? 0} of ${node.slots}`;
  return row([
    h("strong", {}, node.name), node.problem ? h("span", {}, badge("DOWN"), ` ${node.problem}`) : node.role ?? "", node.version, slots, percent(node.load?.cpu ?? node.cpu),
    percent(node.load?.memory ?? node.memory), load, `${node.cpus ?? ""}`,
  ]);
}

export function overview() {
  const tiles = {
    pending: tile("Jobs not ended"), queued: tile("Tasks waiting"), running: tile("Tasks running"),
    total: tile("Runs in the last hour"), uptime: tile("Up for"),
  };
  const rate = new Chart("Runs per second", [{ name: "runs per second", style: "series-main" }], (value) =>
    String(Number(value.toFixed(2))));
  const latency = new Chart(
    "Time of a run", [{ name: "median", style: "series-main" }, { name: "95th percentile", style: "series-second" }], duration);
  const outcome = new Chart("Outcomes", [], (value) => String(Math.round(value)), { stacked: true });
  const nodes = table("Nodes", ["Name", "Role", "Version", "Running", "Processor", "Memory", "Load (1, 5, 15 min)", "Processors"]);
  const queues = table("Queues", ["Name", "Waiting", "Being worked on", "Workers"]);
  const charts = h("div", { class: "charts" }, rate.element, latency.element, outcome.element);
  const element = h(
    "div", {},
    h("h1", { class: "hidden" }, "Overview"),
    h("dl", { class: "tiles" }, Object.values(tiles).map((one) => one.element)),
    h("section", { "aria-label": "The last hour" }, h("h2", {}, "The last hour"), charts),
    h("section", {}, h("h2", {}, "Nodes"), nodes.element),
    h("section", {}, h("h2", {}, "Queues"), queues.element),
  );

  const rows = (body, items, make, columns) =>
    body.replaceChildren(...(items === undefined
      ? [h("tr", {}, h("td", { colspan: columns }, off))]
      : items.map(make)));

  async function refresh(signal) {
    const ask = (path) => unlessOff(get(path, signal));
    const [stats, history, nodeList, queueList] = await Promise.all(
      [ask("/stats"), ask("/stats/history"), ask("/nodes"), ask("/queues")]);
    tiles.pending.value.textContent = stats?.jobs?.pending ?? "?";
    tiles.queued.value.textContent = stats?.tasks?.queued ?? "?";
    tiles.running.value.textContent = stats?.tasks?.running ?? "?";
    tiles.uptime.value.textContent = stats ? duration(stats.uptimeSeconds * 1000) : "?";
    rows(nodes.body, nodeList, nodeRow, 8);
    rows(queues.body, queueList, (queue) =>
      row([h("code", {}, queue.name), `${queue.size}`, `${queue.unacknowledged}`, `${queue.subscribers}`]), 4);
    if (history === undefined) {
      charts.replaceChildren(h("p", {}, off));
      return;
    }
    const shown = series(history);
    tiles.total.value.textContent = shown.total;
    rate.show(shown.rate);
    latency.show(shown.latency);
    outcome.show(shown.outcomes, shown.seen.map((name) => ({ name, style: `series-${name}` })));
  }

  return { title: "Overview", element, refresh, interval: 5000 };
}
