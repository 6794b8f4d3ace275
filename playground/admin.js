// The operators' page: which view is shown, how often it asks, the key, the theme.

import { health, onKeyNeeded, storedKey, storeKey } from "./admin-api.js";
import { healthView } from "./admin-health.js";
import { jobView } from "./admin-job.js";
import { jobs } from "./admin-jobs.js";
import { overview } from "./admin-overview.js";
import { Store, browserStorage } from "./state.js";
import { applyTheme, watchSystemTheme } from "./theme.js";

const by = (id) => document.getElementById(id);
const main = by("main");

// ---- Asking a person --------------------------------------------------------------------------------------------------

/** What the dialog was closed with: a button's value, "" for Escape. */
function answer(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

let asking = null;

/** Asks once, however many requests wait for the answer. */
function askForKey(wasWrong) {
  asking ??= (async () => {
    by("key-why").textContent = wasWrong
      ? "The server did not take this key." : "This server wants a key for what this page shows.";
    by("key-value").value = "";
    const isGiven = (await answer(by("key-dialog"))) === "use" && by("key-value").value !== "";
    if (isGiven) storeKey(by("key-value").value);
    by("key-value").value = "";
    return isGiven;
  })().finally(() => { asking = null; });
  return asking;
}

async function confirm(title, text, button) {
  by("confirm-title").textContent = title;
  by("confirm-text").textContent = text;
  by("confirm-yes").textContent = button;
  return (await answer(by("confirm-dialog"))) === "yes";
}

onKeyNeeded(askForKey);
by("key").addEventListener("click", async () => {
  const had = storedKey();
  by("key-why").textContent = had ? "A key is in use. An empty one forgets it." : "Where the server wants a key, it goes here.";
  by("key-value").value = "";
  if ((await answer(by("key-dialog"))) !== "use") return;
  storeKey(by("key-value").value);
  by("key-value").value = "";
  show();
});

// ---- Views ------------------------------------------------------------------------------------------------------------

let view = null;
let stop = null;
let timer;
// So that a change of the address by the view itself does not make the view anew.
let shownAddress = "";

function makeView(address) {
  const [path, parameters = ""] = address.replace(/^#\/?/, "").split("?", 2);
  const [name, id] = path.split("/");
  if (name === "jobs" && id) return jobView(decodeURIComponent(id), confirm);
  if (name === "jobs") return jobs(new URLSearchParams(parameters), go);
  if (name === "health") return healthView();
  return overview();
}

/** A view asks for its own address to be another one. */
function go(address) {
  shownAddress = address;
  history.replaceState(null, "", address);
  refresh();
}

function show() {
  view?.close?.();
  shownAddress = location.hash || "#/overview";
  try {
    view = makeView(shownAddress);
  } catch {
    // An address that cannot be read, such as one with a broken %.
    view = overview();
  }
  document.title = `Runlet: ${view.title}`;
  main.replaceChildren(view.element);
  const section = shownAddress.replace(/^(#\/[a-z]*).*/, "$1");
  for (const link of document.querySelectorAll("nav[aria-label=Views] a")) {
    if (link.getAttribute("href") === section) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  refresh();
}

/** Asks now, and then again and again while the page is seen. */
async function refresh() {
  clearTimeout(timer);
  stop?.abort();
  const mine = new AbortController();
  stop = mine;
  const current = view;
  try {
    await Promise.all([current.refresh(mine.signal), showStatus(mine.signal)]);
    if (!mine.signal.aborted) tell("");
  } catch (error) {
    if (mine.signal.aborted) return;
    tell(error.status === undefined ? `The server cannot be reached: ${error.message}` : error.message);
    // A wrong key or a job that is gone is not asked for every second.
    if ([401, 403, 404].includes(error.status)) return;
  }
  if (mine.signal.aborted || current !== view) return;
  timer = setTimeout(() => {
    if (by("refresh").checked && document.visibilityState === "visible") refresh();
  }, current.interval);
}

function tell(problem) {
  const place = by("problem");
  if (place.textContent !== problem) place.textContent = problem;
  place.hidden = problem === "";
}

async function showStatus(signal) {
  const report = await health(signal);
  const place = by("status");
  const isWeaker = (report.isolation ?? []).some((layer) => layer.state === "weaker");
  const text = report.status === "UP" ? (isWeaker ? "UP, weaker" : "UP") : report.status;
  if (place.textContent !== text) place.textContent = text;
  place.className = `badge ${report.status === "UP" ? (isWeaker ? "odd" : "good") : "bad"}`;
}

addEventListener("hashchange", () => {
  if (location.hash === shownAddress) return;
  show();
  main.focus();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && by("refresh").checked) refresh();
});
by("refresh").addEventListener("change", () => {
  if (by("refresh").checked) refresh();
});

// ---- Theme ------------------------------------------------------------------------------------------------------------

// Chosen for all pages of this server: the playground remembers it, and early.js takes it up.
const preferences = () => new Store(browserStorage("localStorage"), "runlet.playground");

by("theme").value = preferences().state.theme;
applyTheme(by("theme").value);
watchSystemTheme(() => applyTheme(by("theme").value));
by("theme").addEventListener("change", () => {
  // Read anew, since a playground in another tab may have written meanwhile.
  const store = preferences();
  store.state.theme = by("theme").value;
  store.flush();
  applyTheme(by("theme").value);
});

show();
