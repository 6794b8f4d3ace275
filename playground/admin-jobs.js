// The list of jobs, newest first. What is looked for and the page are in the address, so that a reload keeps them.

import { get } from "./admin-api.js";
import { badge, h, table } from "./admin-dom.js";
import { between, moment } from "./admin-format.js";

const states = ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"];
const size = 20;

/**
 * @param parameters of the address: q, page
 * @param go shows another address of this view
 */
export function jobs(parameters, go) {
  let query = parameters.get("q") ?? "";
  let page = Math.max(1, Number.parseInt(parameters.get("page") ?? "1", 10) || 1);
  let timer;

  const search = h("input", {
    type: "search", id: "search", value: query, maxlength: 200, placeholder: "Name, id or state", spellcheck: "false",
    autocomplete: "off",
  });
  const chips = ["", ...states].map((state) =>
    h("button", { type: "button", class: "chip", onclick: () => ask(state) }, state === "" ? "All" : state.toLowerCase()));
  const list = table("Jobs", ["Job", "State", "Outcome", "Tasks", "Created", "Took"]);
  const count = h("p", { role: "status", class: "quiet" });
  const newer = h("button", { type: "button", onclick: () => turn(page - 1) }, "Newer");
  const older = h("button", { type: "button", onclick: () => turn(page + 1) }, "Older");
  const element = h(
    "div", {},
    h("h1", {}, "Jobs"),
    h("form", { class: "search", role: "search", onsubmit: (event) => { event.preventDefault(); ask(search.value); } },
      h("label", { for: "search" }, "Search "), search),
    h("div", { class: "chips", role: "group", "aria-label": "Only those in a state" }, chips),
    count, list.element,
    h("nav", { class: "pages", "aria-label": "Pages" }, newer, older),
  );
  mark();
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(search.value, false), 250);
  });

  function address() {
    const wanted = new URLSearchParams();
    if (query) wanted.set("q", query);
    if (page > 1) wanted.set("page", page);
    const text = wanted.toString();
    return text ? `#/jobs?${text}` : "#/jobs";
  }

  function ask(text, isTaken = true) {
    clearTimeout(timer);
    query = text.trim();
    page = 1;
    if (isTaken) search.value = query;
    mark();
    go(address());
  }

  function turn(to) {
    page = Math.max(1, to);
    go(address());
  }

  function mark() {
    chips.forEach((chip, index) => chip.setAttribute("aria-pressed", String((index === 0 ? "" : states[index - 1]) === query)));
  }

  function jobRow(job) {
    const name = job.name || job.id;
    return h("tr", { "data-id": job.id },
      h("td", {}, h("a", { href: `#/jobs/${encodeURIComponent(job.id)}` }, name), h("div", { class: "id" }, job.id)),
      h("td", {}, badge(job.state)), h("td", {}, badge(job.outcome)), h("td", {}, `${job.tasks ?? ""}`),
      h("td", {}, h("time", { datetime: job.createdAt, title: job.createdAt }, moment(job.createdAt))),
      h("td", {}, job.startedAt ? between(job.startedAt, job.endedAt) : ""));
  }

  /** Rows that have not changed stay, with the focus that one of them may have. */
  function show(items) {
    const old = new Map([...list.body.children].map((element) => [element.dataset.id, element]));
    const rows = items.map((job) => {
      const fresh = jobRow(job);
      const known = old.get(job.id);
      if (!known) return fresh;
      if (known.textContent !== fresh.textContent) {
        [...known.cells].slice(1).forEach((cell, index) => cell.replaceWith(fresh.cells[1]));
      }
      return known;
    });
    const same = rows.length === list.body.children.length && rows.every((one, index) => one === list.body.children[index]);
    if (!same) {
      const focused = document.activeElement?.closest?.("tr")?.dataset.id;
      list.body.replaceChildren(...rows);
      if (focused) rows.find((one) => one.dataset.id === focused)?.querySelector("a").focus();
    }
  }

  async function refresh(signal) {
    const wanted = new URLSearchParams({ page, size });
    if (query) wanted.set("q", query);
    // The server takes a plus as one.
    const answer = await get(`/jobs?${wanted.toString().replaceAll("+", "%20")}`, signal);
    show(answer.items);
    const pages = Math.max(1, answer.totalPages);
    count.textContent = answer.totalItems === 0
      ? (query ? "No job matches." : "There are no jobs yet.")
      : `${answer.totalItems} ${answer.totalItems === 1 ? "job" : "jobs"}, page ${answer.number} of ${pages}`;
    newer.disabled = page <= 1;
    older.disabled = page >= pages;
  }

  return { title: "Jobs", element, refresh, interval: 2000, close: () => clearTimeout(timer), focus: search };
}
