// Charts of what happened over time. Small on purpose: lines, stacked columns, one axis each.

import { h, s } from "./admin-dom.js";
import { moment, ticks } from "./admin-format.js";

const height = 180;
const margin = { top: 10, right: 12, bottom: 22, left: 52 };

/**
 * Lines of values over time. A point without a value is a gap.
 *
 * @param {string} title what it shows, also for those who cannot see it
 * @param {{name: string, style: string}[]} series the style is a class, `series-…`
 * @param {(value: number) => string} label
 * @param {boolean} stacked columns on top of each other instead of lines
 */
export class Chart {
  #series;
  #label;
  #stacked;
  #points = [];
  #svg;
  #legend;
  #readout;
  #title;
  #scale = null;

  constructor(title, series, label, { stacked = false } = {}) {
    this.#title = title;
    this.#series = series;
    this.#label = label;
    this.#stacked = stacked;
    this.#svg = s("svg", { role: "img", "aria-label": title, height, class: "chart" });
    this.#readout = h("p", { class: "readout", "aria-hidden": "true" });
    this.#legend = h("ul", { class: "legend" });
    this.element = h("figure", {}, h("figcaption", {}, title), this.#svg, this.#readout, this.#legend);
    this.#svg.addEventListener("pointermove", (event) => this.#read(event.offsetX));
    this.#svg.addEventListener("pointerleave", () => this.#tell(this.#points.length - 1, false));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** @param {{at: number, values: (number|null)[]}[]} points in the order of time */
  show(points, series = this.#series) {
    this.#points = points;
    this.#series = series;
    this.#legend.replaceChildren(...series.map(({ name, style }) =>
      h("li", {}, h("span", { class: `swatch ${style}`, "aria-hidden": "true" }), name)));
    this.#draw();
  }

  get #most() {
    const sizes = this.#points.map(({ values }) =>
      this.#stacked ? values.reduce((sum, value) => sum + (value ?? 0), 0) : Math.max(0, ...values.map((v) => v ?? 0)));
    return sizes.reduce((most, size) => Math.max(most, size), 0);
  }

  #draw() {
    const width = Math.floor(this.element.clientWidth);
    if (width < 80) return;
    const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
    const values = ticks(this.#most);
    const first = this.#points[0]?.at ?? 0;
    const last = Math.max(this.#points.at(-1)?.at ?? 1, first + 1);
    const x = (at) => margin.left + ((at - first) / (last - first)) * inner.width;
    const y = (value) => margin.top + inner.height * (1 - value / values.at(-1));
    this.#scale = { x, inner };

    const grid = values.map((value) => [
      s("line", { class: "grid", x1: margin.left, x2: margin.left + inner.width, y1: y(value), y2: y(value) }),
      s("text", { class: "axis", x: margin.left - 6, y: y(value) + 4, "text-anchor": "end" }, this.#label(value)),
    ]);
    const times = this.#points.length < 2 ? [] : [0, 1].map((end) =>
      s("text", {
        class: "axis", x: end ? margin.left + inner.width : margin.left, y: height - 6,
        "text-anchor": end ? "end" : "start",
      }, moment(end ? last : first)));
    const marks = this.#stacked ? this.#columns(x, y, inner) : this.#lines(x, y);
    this.#svg.setAttribute("width", width);
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#svg.replaceChildren(...grid.flat(), ...times, ...marks, s("line", { class: "cursor", visibility: "hidden" }));
    this.#svg.setAttribute("aria-label", `${this.#title}. ${this.#summary()}`);
    this.#tell(this.#points.length - 1, false);
  }

  #lines(x, y) {
    return this.#series.map(({ style }, index) => {
      let path = "";
      let isGap = true;
      for (const { at, values } of this.#points) {
        const value = values[index];
        if (value === null || value === undefined) {
          isGap = true;
          continue;
        }
        // A point between two gaps would be a line without length: it gets a pixel.
        path += `${isGap ? "M" : "L"}${x(at).toFixed(1)} ${y(value).toFixed(1)}${isGap ? "h1" : ""}`;
        isGap = false;
      }
      return s("path", { class: `line ${style}`, d: path });
    });
  }

  #columns(x, y, inner) {
    const width = Math.max(1, Math.min(12, (inner.width / Math.max(1, this.#points.length)) * 0.9));
    return this.#points.flatMap(({ at, values }) => {
      let below = 0;
      return values.map((value, index) => {
        if (!value) return null;
        const top = y(below + value);
        const bottom = y(below);
        below += value;
        const left = Math.min(Math.max(x(at) - width / 2, margin.left), margin.left + inner.width - width);
        return s("rect", {
          class: this.#series[index].style, x: left.toFixed(1), y: top.toFixed(1), width: width.toFixed(1),
          height: Math.max(0.5, bottom - top).toFixed(1),
        });
      }).filter(Boolean);
    });
  }

  #summary() {
    if (this.#points.length === 0) return "Nothing yet.";
    return `Highest: ${this.#label(this.#most)}. Last: ${this.#describe(this.#points.at(-1))}.`;
  }

  #describe({ values }) {
    const named = this.#series.map(({ name }, index) => [name, values[index]])
      .filter(([, value]) => value !== null && value !== undefined && !(this.#stacked && value === 0));
    return named.map(([name, value]) => `${name} ${this.#label(value)}`).join(", ") || "nothing";
  }

  #read(offset) {
    if (!this.#scale || this.#points.length === 0) return;
    let nearest = 0;
    for (let index = 1; index < this.#points.length; index += 1) {
      const distance = (of) => Math.abs(this.#scale.x(this.#points[of].at) - offset);
      if (distance(index) < distance(nearest)) nearest = index;
    }
    this.#tell(nearest, true);
  }

  #tell(index, isPointed) {
    const point = this.#points[index];
    this.#readout.textContent = point ? `${moment(point.at)}: ${this.#describe(point)}` : "Nothing yet";
    const cursor = this.#svg.querySelector(".cursor");
    if (!cursor || !point || !this.#scale) return;
    const x = this.#scale.x(point.at);
    for (const [name, value] of Object.entries({
      x1: x, x2: x, y1: margin.top, y2: height - margin.bottom, visibility: isPointed ? "visible" : "hidden",
    })) cursor.setAttribute(name, value);
  }
}
