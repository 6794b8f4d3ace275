// What the page says about a run: one line with how it ended and what it took, the stages as a bar, and messages that need
// an answer. The line is spoken by screen readers; the output itself is not.

import { formatSize, formatTime, summarise } from "./outcome.js";
import { button, make } from "./dom.js";

const stages = [
  ["queue", "waiting"], ["prepare", "preparing"], ["run", "running"], ["collect", "collecting"],
];

export class StatusView {
  #line;
  #numbers;
  #stages;
  #message;
  #spoken;
  #timer = null;
  #began = 0;

  /** @param {{line: HTMLElement, numbers: HTMLElement, stages: HTMLElement, message: HTMLElement, spoken: HTMLElement}} elements */
  constructor({ line, numbers, stages, message, spoken }) {
    this.#line = line;
    this.#numbers = numbers;
    this.#stages = stages;
    this.#message = message;
    this.#spoken = spoken;
  }

  idle(text) {
    this.#stop();
    this.#show("calm", text, "");
    this.#numbers.replaceChildren();
    this.#stages.replaceChildren();
    this.hideMessage();
  }

  /** @param {string} text */
  running(text) {
    if (this.#timer === null) {
      this.#began = performance.now();
      this.#numbers.replaceChildren();
      this.#stages.replaceChildren();
      this.hideMessage();
      this.#speak("Running");
      this.#timer = setInterval(() => {
        const elapsed = performance.now() - this.#began;
        if (elapsed > 900) this.#numbers.replaceChildren(number("time", `${Math.floor(elapsed / 1000)} s`));
      }, 500);
    }
    this.#show("busy", text, "");
  }

  /** @param {any} result  as the API has it @param {{timeout?: number, memory?: number}} limits */
  result(result, limits) {
    this.#stop();
    const summary = summarise(result, limits);
    this.#show(summary.tone, summary.text, summary.detail);
    const usage = result.usage ?? {};
    const numbers = [];
    if (Number.isFinite(usage.wall)) numbers.push(number("time", formatTime(usage.wall), "Wall-clock time of all phases"));
    if (Number.isFinite(usage.cpu)) numbers.push(number("CPU", formatTime(usage.cpu), "Processor time of all processes"));
    if (usage.memory > 0) numbers.push(number("memory", formatSize(usage.memory), "The most memory at once"));
    this.#numbers.replaceChildren(...numbers);
    this.#showStages(usage.stages);
    this.#speak([summary.text, summary.detail, ...numbers.map((node) => node.textContent)].filter(Boolean).join(", "));
  }

  /**
   * What kept a program from running, and what can be done.
   * @param {string} title @param {string} text @param {{label: string, run: () => void}[]} actions
   */
  problem(title, text, actions = []) {
    this.#stop();
    this.#show("bad", title, "");
    this.#numbers.replaceChildren();
    this.message(text, actions);
    this.#speak(`${title}. ${text}`);
  }

  /** @param {string} text @param {{label: string, run: () => void}[]} [actions] */
  message(text, actions = []) {
    this.#message.replaceChildren(make("p", {}, text), ...actions.map((action) =>
      button(action.label, { class: "button small", icon: action.icon, onclick: () => action.run() })));
    this.#message.hidden = false;
  }

  hideMessage() {
    this.#message.hidden = true;
    this.#message.replaceChildren();
  }

  #show(tone, text, detail) {
    this.#line.className = `outcome ${tone}`;
    this.#line.replaceChildren(make("span", { class: "outcome-mark", "aria-hidden": "true" }), make("strong", {}, text),
      detail ? make("span", { class: "outcome-detail" }, detail) : "");
  }

  #showStages(given) {
    const present = stages.filter(([name]) => Number.isFinite(given?.[name]));
    if (present.length === 0) return this.#stages.replaceChildren();
    const bar = make("span", { class: "stage-bar", "aria-hidden": "true" });
    const legend = make("span", { class: "stage-legend" });
    for (const [name, label] of present) {
      const part = make("span", { class: `stage stage-${name}`, title: `${label}: ${formatTime(given[name])}` });
      part.style.flexGrow = String(Math.max(given[name], 0.01));
      bar.append(part);
      legend.append(make("span", { class: "stage-item", title: `The engine spent ${formatTime(given[name])} ${label}` },
        make("i", { class: `stage-dot stage-${name}`, "aria-hidden": "true" }), `${name} ${formatTime(given[name])}`));
    }
    this.#stages.replaceChildren(bar, legend);
  }

  #speak(text) {
    this.#spoken.textContent = text;
  }

  #stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

function number(label, value, title = "") {
  return make("span", { class: "number", title }, `${label} `, make("b", {}, value));
}
