// One job: its tasks, its result, its output while it is written, and what can be done to it.

import { get, open, post } from "./admin-api.js";
import { badge, facts, h, row, table } from "./admin-dom.js";
import { follow, textOf, withoutControls } from "./admin-events.js";
import { between, bytes, duration, moment } from "./admin-format.js";

const ended = new Set(["COMPLETED", "FAILED", "CANCELLED"]);
// More would make the page slow; the whole of it is a click away.
const mostOutput = 400_000;

/** @param confirm asks a person: (title, text, button) => Promise<boolean> */
export function jobView(id, confirm) {
  const path = `/jobs/${encodeURIComponent(id)}`;
  const closed = new AbortController();
  let following = null;
  let isEnded = false;
  let shownResult;

  const title = h("h1", {}, "Job");
  const state = h("span", {});
  const about = h("div", {});
  const note = h("p", { role: "status", class: "quiet" });
  const cancel = h("button", { type: "button", class: "danger", onclick: () => act("cancel") }, "Cancel the job");
  const restart = h("button", { type: "button", onclick: () => act("restart") }, "Restart the job");
  const tasks = table("Tasks", ["Task", "State", "Outcome", "Language", "Attempt", "Node", "Started", "Took"]);
  const result = h("div", {}, h("p", { class: "quiet" }, "It has none yet."));
  const output = new Output();
  const element = h(
    "div", {},
    h("p", {}, h("a", { href: "#/jobs" }, "← All jobs")),
    h("div", { class: "title" }, title, state),
    about,
    h("div", { class: "buttons" }, cancel, restart), note,
    h("section", {}, h("h2", {}, "Tasks"), tasks.element),
    h("section", { "aria-label": "Log" }, h("h2", {}, "Log "), output.element),
    h("section", { "aria-label": "Result" }, h("h2", {}, "Result"), result),
  );

  async function act(what) {
    const texts = {
      cancel: ["Cancel this job?", "What it runs is ended. This cannot be undone.", "Cancel the job"],
      restart: ["Restart this job?", "It runs from its first task again; its result so far goes.", "Restart the job"],
    };
    if (!(await confirm(...texts[what]))) return;
    try {
      await post(`${path}/${what}`);
      note.textContent = what === "cancel" ? "Asked for its end." : "It starts again.";
      if (what === "restart") stopFollowing();
      await refresh(closed.signal);
    } catch (error) {
      note.textContent = `That did not work: ${error.message}`;
    }
  }

  function stopFollowing() {
    following?.abort();
    following = null;
  }

  function startFollowing() {
    if (following) return;
    const mine = new AbortController();
    following = mine;
    closed.signal.addEventListener("abort", () => mine.abort(), { signal: mine.signal });
    output.clear();
    const ask = (where, headers, signal) => open(where, { headers: { Accept: "text/event-stream", ...headers }, signal });
    follow(ask, `${path}/events`, mine.signal, (name, data) => {
      if (mine.signal.aborted) return;
      if (name === "started" && data.attempt > 1) output.mark(`— attempt ${data.attempt} on ${data.node} —`);
      else if (name === "stdout" || name === "stderr") output.add(textOf(data), name);
      else if (name === "result") refresh(closed.signal).catch(() => {});
    }).then(() => output.end(), (error) => output.end(`The log broke off: ${error.message}`));
  }

  function show(job) {
    title.textContent = job.name ? `Job ${job.name}` : "Job";
    state.replaceChildren(badge(job.state));
    about.replaceChildren(facts([
      ["Id", h("code", {}, job.id)], ["Created", moment(job.createdAt)], ["Started", moment(job.startedAt)],
      ["Ended", moment(job.endedAt)], ["Waited", job.startedAt && between(job.createdAt, job.startedAt)],
      ["Took", job.startedAt && between(job.startedAt, job.endedAt)], ["Error", job.error],
    ]));
    isEnded = ended.has(job.state);
    // A disabled button that has the focus would lose it to nowhere.
    if ((isEnded ? cancel : restart) === document.activeElement) title.focus();
    cancel.disabled = isEnded;
    restart.disabled = !isEnded;
    tasks.body.replaceChildren(...(job.tasks ?? []).map((task) => row([
      h("span", {}, task.name || `task ${task.position + 1}`, h("div", { class: "id" }, task.id)), badge(task.state),
      badge(task.outcome), `${task.language ?? ""} ${task.version ?? ""}`, `${task.attempt ?? ""}`, task.node,
      moment(task.startedAt), task.startedAt ? between(task.startedAt, task.endedAt) : "",
    ])));
    // Only where it changed: its JSON may be open.
    const text = JSON.stringify(job.result ?? null);
    if (text === shownResult) return;
    shownResult = text;
    if (job.result) result.replaceChildren(...resultParts(job.result));
    else result.replaceChildren(h("p", { class: "quiet" }, "It has none yet."));
  }

  async function refresh(signal) {
    show(await get(path, signal));
    startFollowing();
  }

  function close() {
    closed.abort();
    stopFollowing();
  }

  title.setAttribute("tabindex", "-1");
  return { title: `Job ${id}`, element, refresh, get interval() { return isEnded ? 10_000 : 1500; }, close };
}

function resultParts(result) {
  const usage = result.usage ?? {};
  const stages = Object.entries(usage.stages ?? {}).map(([name, ms]) => `${name} ${duration(ms)}`).join(", ");
  const json = h("pre", { class: "json", tabindex: "0", "aria-label": "Result as JSON" });
  const whole = h("details", {}, h("summary", {}, "As JSON"), json);
  whole.addEventListener("toggle", () => {
    // Only when it is looked at: a result can be large.
    if (whole.open) json.textContent = JSON.stringify(result, null, 2).slice(0, mostOutput);
  });
  return [
    facts([
      ["Outcome", badge(result.outcome)], ["Message", result.message],
      ["Exit code", result.exitCode === null || result.exitCode === undefined ? "" : `${result.exitCode}`],
      ["Signal", result.signal ? `${result.signal}` : ""], ["Language", `${result.language ?? ""} ${result.version ?? ""}`.trim()],
      ["Wall time", duration(usage.wall)], ["Processor time", duration(usage.cpu)], ["Memory", bytes(usage.memory)],
      ["Engine's own time", stages], ["Node", result.node], ["Output cut", result.truncated ? "yes" : ""],
    ]),
    whole,
  ];
}

/** What the tasks write. Text comes in pieces and is put on the page once per frame. */
class Output {
  #log = h("pre", { class: "log", tabindex: "0", role: "log", "aria-label": "Output", "aria-live": "off" });
  #waiting = [];
  #length = 0;
  #isCut = false;
  #note = h("p", { class: "quiet", role: "status" }, "Waiting for output…");

  constructor() {
    this.element = h("div", {}, this.#log, this.#note);
  }

  clear() {
    this.#waiting = [];
    this.#length = 0;
    this.#isCut = false;
    this.#log.replaceChildren();
    this.#note.textContent = "Live";
  }

  mark(text) {
    this.add(`${text}\n`, "mark");
  }

  add(text, stream) {
    if (this.#isCut) return;
    let shown = withoutControls(text);
    if (this.#length + shown.length > mostOutput) {
      shown = `${shown.slice(0, mostOutput - this.#length)}\n— the rest is not shown here —\n`;
      this.#isCut = true;
    }
    this.#length += shown.length;
    if (this.#waiting.length === 0) requestAnimationFrame(() => this.#draw());
    const last = this.#waiting.at(-1);
    if (last?.stream === stream) last.text += shown;
    else this.#waiting.push({ text: shown, stream });
  }

  end(problem) {
    this.#note.textContent = problem ?? (this.#length === 0 ? "It wrote nothing." : "All of it");
  }

  #draw() {
    const isAtEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 30;
    this.#log.append(...this.#waiting.map(({ text, stream }) => h("span", { class: stream }, text)));
    this.#waiting = [];
    if (isAtEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }
}
