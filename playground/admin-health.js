// Every layer of the isolation and every part of the engine, as /health has them.

import { health } from "./admin-api.js";
import { badge, facts, h, row, table } from "./admin-dom.js";

export function healthView() {
  const summary = h("div", {});
  const layers = table("Layers of the isolation", ["Layer", "State", "What is wrong, and what to do"]);
  const components = table("Parts of the engine", ["Part", "State", "What is wrong"]);
  const element = h(
    "div", {},
    h("h1", {}, "Health"), summary,
    h("section", {}, h("h2", {}, "Isolation"),
      h("p", { class: "quiet" }, "Where a layer is missing, nothing runs. One that is weaker is in force, but this machine could do better."),
      layers.element),
    h("section", {}, h("h2", {}, "Engine"), components.element),
  );

  async function refresh(signal) {
    const report = await health(signal);
    summary.replaceChildren(facts([
      ["Status", badge(report.status)], ["Node", report.node], ["Version", report.version],
    ]));
    layers.body.replaceChildren(...(report.isolation ?? []).map((layer) =>
      row([layer.name, badge(layer.state), layer.detail])));
    components.body.replaceChildren(...(report.components ?? []).map((part) =>
      row([part.name, badge(part.status), part.problem])));
  }

  return { title: "Health", element, refresh, interval: 10_000 };
}
