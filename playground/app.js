// The playground. This file makes the parts and connects them; what they do is in modules of their own.

import { API, APIError } from "./api.js";
import { ArtifactsView } from "./artifacts.js";
import { Editor } from "./editor.js";
import { FileTabs } from "./tabs.js";
import { LanguagePicker } from "./picker.js";
import { OutputView } from "./output.js";
import { Runner } from "./runner.js";
import { Runs } from "./runs.js";
import { StatusView } from "./status.js";
import { Store, browserStorage } from "./state.js";
import { TerminalView } from "./terminal.js";
import { Workspace } from "./workspace.js";
import { applyTheme, watchSystemTheme } from "./theme.js";
import { askSettings, soundLimits } from "./limits.js";
import { askText, notify, showKeys, showLink } from "./dialogs.js";
import { attachDivider } from "./layout.js";
import { attachMenu } from "./menu.js";
import { byID, copyText, isMac, saveBlob } from "./dom.js";
import { downloadProgram } from "./download.js";
import { examplesOf, mainFileName } from "./languages.js";
import { icon } from "./icons.js";
import { programOf, snippetBody } from "./request.js";

for (const element of document.querySelectorAll("[data-icon]")) element.prepend(icon(element.dataset.icon));

const isEmbedded = "embed" in document.documentElement.dataset;
const snippetID = /^\/s\/([\w-]+)\/?$/.exec(location.pathname)?.[1] ?? null;
const narrow = matchMedia("(max-width: 860px)");
byID("run-key").textContent = isMac ? "⌘↵" : "Ctrl ↵";

// A frame in a page of others has no key to run anything with.
const api = new API(isEmbedded ? null : browserStorage("sessionStorage"));

// A shared program does not take the place of one's own: it is remembered for the tab only, and a frame remembers nothing.
const preferences = new Store(isEmbedded ? null : browserStorage("localStorage"), "runlet.playground");
const store = snippetID || isEmbedded
  ? new Store(isEmbedded ? null : browserStorage("sessionStorage"), `runlet.snippet.${snippetID}`)
  : preferences;

/** For what belongs to the person and not to the program. */
function prefer(change) {
  for (const each of new Set([store, preferences])) {
    change(each.state);
    each.changed();
  }
}
store.state.wrap = preferences.state.wrap;
store.state.layout = structuredClone(preferences.state.layout);
const givenTheme = isEmbedded ? new URLSearchParams(location.search).get("theme") : null;
store.state.theme = ["light", "dark"].includes(givenTheme) ? givenTheme : preferences.state.theme;
if (snippetID === null) store.state.mode = preferences.state.mode;

let settings = { version: "", keyRequired: false, share: true, limits: { caps: {}, defaults: {} } };
/** @type {import("./languages.js").Language[]} */
let languages = [];

const status = new StatusView({
  line: byID("outcome"), numbers: byID("numbers"), stages: byID("stages"), message: byID("message"), spoken: byID("spoken"),
});
const output = new OutputView(byID("output"), (place) => workspace.goTo(place));
const artifacts = new ArtifactsView(byID("artifacts"));
const runner = new Runner(api);
const editor = new Editor(byID("editor"), {
  change: (id, content) => workspace.edited(id, content),
  run: () => runs.start(),
  format: () => format(),
});
const tabs = new FileTabs(byID("tabs"), {
  select: (index) => {
    workspace.select(index);
  },
  rename: (index) => workspace.renameFile(index),
  close: (index) => workspace.closeFile(index),
});
const workspace = new Workspace(store, editor, tabs, () => showSummary());
const runs = new Runs({
  workspace, editor, runner, output, artifacts, status, store, askKey, limits: () => soundLimits(settings.limits),
  get terminal() {
    return terminal;
  },
});
const terminal = new TerminalView(byID("terminal"), runs.terminalHandlers);
const picker = new LanguagePicker(byID("language"), byID("languages"), (language) => {
  openLanguage(language);
  if (runs.isRunning) return;
  // What another program wrote says nothing about this one.
  output.clear();
  terminal.clear();
  artifacts.clear();
  runs.showEmptiness();
});

start();

async function start() {
  status.idle("Loading");
  byID("output-hint").textContent = `Run the program with ${isMac ? "⌘ Enter" : "Ctrl Enter"}.`;
  showMode();
  showWrap();
  showInput();
  attachDivider(byID("panes"), byID("divider"), store.state.layout.split, (split) => prefer((state) => { state.layout.split = split; }));
  connectButtons();

  try {
    [settings, languages] = await Promise.all([api.settings(), loadLanguages()]);
  } catch (error) {
    status.problem(error.status === 401 ? "Key needed" : "No connection", error.message, [{ label: "Try again", icon: "again", run: () => location.reload() }]);
    return;
  }
  picker.languages = languages;
  byID("share").hidden = !settings.share || isEmbedded;

  const loaded = snippetID !== null && !store.state.language ? await loadSnippet(snippetID) : true;
  if (loaded) {
    const wanted = new URLSearchParams(location.search).get("language") ?? store.state.language;
    openLanguage(languageNamed(wanted) ?? firstLanguage());
  }
  if (settings.keyRequired && !api.key && languages.length > 0) await askKey();
  runs.showEmptiness();
  if (document.body.dataset.run === "loading") document.body.dataset.run = "idle";

  // The socket is there before it is needed, and is not in the way of what the page needs first.
  const connect = () => runner.connect();
  if (globalThis.requestIdleCallback) requestIdleCallback(connect, { timeout: 300 });
  else setTimeout(connect, 50);
  await editor.ready;
  if (editor.isPlain) byID("editor").classList.add("is-plain");
  performance.mark("runlet:ready");
  document.body.dataset.ready = "";
}

/** The list, after asking for a key where the server wants one even for that. */
async function loadLanguages() {
  for (let rejected = false; ; rejected = true) {
    try {
      return await api.languages();
    } catch (error) {
      if (error.status !== 401 || !(await askKey(rejected))) throw error;
    }
  }
}

function languageNamed(name) {
  return languages.find((language) => language.id === name || language.aliases?.includes(name));
}

function firstLanguage() {
  return languageNamed("python")?.available ? languageNamed("python") : languages.find((language) => language.available) ?? languages[0];
}

async function loadSnippet(id) {
  try {
    const snippet = await api.snippet(id);
    const language = languageNamed(snippet.language);
    if (!language) throw new APIError(400, `This server has no language called ${snippet.language}.`);
    if (typeof snippet.title === "string" && snippet.title) document.title = `${snippet.title} · Runlet`;
    workspace.language = language;
    workspace.load(programOf(snippet, mainFileName(language)));
    openLanguage(language);
    return false;
  } catch (error) {
    // The next visit asks again.
    store.detach();
    openLanguage(firstLanguage());
    status.problem("Not found", error.status === 404 ? "There is no shared program at this address." : error.message);
    return false;
  }
}

/** @param {import("./languages.js").Language | undefined} language */
function openLanguage(language) {
  if (!language) {
    status.problem("No languages", "The server offers no language.");
    return;
  }
  picker.current = language;
  byID("embed-title").textContent = language.name;
  byID("version").textContent = language.available ? language.version ?? "" : "not installed";
  byID("format").hidden = language.format !== true || isEmbedded;
  if (document.title === "Runlet" || / playground$/.test(document.title)) document.title = `${language.name} playground`;
  workspace.open(language);
  editor.setProblems([]);
  byID("run").disabled = !language.available;
  for (const id of ["add-file", "examples", "settings"]) byID(id).disabled = false;
  if (!runs.isRunning) status.idle(language.available ? "Ready" : "Not installed");
  byID("open-full").href = snippetID ? `/s/${snippetID}` : `/?language=${encodeURIComponent(language.id)}`;
}

function connectButtons() {
  const on = (id, act) => byID(id).addEventListener("click", act);
  on("run", () => runs.start());
  on("stop", () => runs.stop());
  on("share", share);
  on("format", format);
  on("settings", async () => {
    if (await askSettings(store.state, soundLimits(settings.limits))) store.changed();
  });
  on("add-file", () => workspace.addFile());
  on("key-interrupt", () => { runs.sendInterrupt(); terminal.focus(); });
  on("key-end", () => { runs.sendEnd(); terminal.focus(); });
  on("clear-output", () => runs.clear());
  on("copy-output", async () => notify((await copyText(await runs.text())) ? "Output copied." : "The browser did not allow copying."));
  on("save-output", async () => {
    const blob = store.state.mode === "terminal" ? new Blob([await runs.text()], { type: "text/plain" }) : output.blob();
    saveBlob(blob, "output.txt");
  });
  on("wrap-output", () => {
    const wrap = !store.state.wrap;
    prefer((state) => { state.wrap = wrap; });
    showWrap();
  });
  on("input-toggle", () => {
    const input = !isInputOpen();
    prefer((state) => { state.layout.input = input; });
    showInput();
  });

  const modes = [byID("mode-output"), byID("mode-terminal")];
  modes.forEach((button, index) => {
    button.addEventListener("click", () => setMode(index === 0 ? "output" : "terminal"));
    button.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      setMode(index === 0 ? "terminal" : "output");
      modes[1 - index].focus();
    });
  });

  attachMenu(byID("examples"), () => {
    const examples = examplesOf(workspace.language);
    if (examples.length === 0) return [{ label: "No examples", disabled: true, select: () => {} }];
    return examples.map((example) => ({
      label: example.name, detail: example.interactive ? "asks for input, in the terminal" : undefined, select: () => loadExample(example),
    }));
  });
  attachMenu(byID("more"), () => {
    const theme = (value, label, picture) => ({
      label, icon: picture, checked: preferences.state.theme === value,
      select: () => {
        prefer((state) => { state.theme = value; });
        applyTheme(value);
        terminal.themeChanged();
      },
    });
    const items = [
      ...(workspace.document ? [
        { label: "Download the program", icon: "download", select: () => downloadProgram(workspace.language.id, workspace.document.files) },
        { label: "Rename this file", icon: "rename", select: () => workspace.renameFile(workspace.document.active) },
      ] : []),
      ...(snippetID ? [{ label: "Keep as my own", icon: "copy", select: keepSnippet }] : []),
      "line",
      theme("system", "Colours of the system", "system"), theme("light", "Light", "sun"), theme("dark", "Dark", "moon"),
    ];
    items.push("line", { label: "Keyboard", icon: "keyboard", select: showKeys });
    if (api.key) items.push("line", { label: "Forget the key", icon: "close", select: () => { api.key = null; notify("The key is forgotten."); } });
    if (settings.version) items.push("line", { label: `Runlet ${settings.version}`, disabled: true, select: () => {} });
    return items;
  });

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "Enter" && !event.defaultPrevented) {
      event.preventDefault();
      runs.start();
    } else if (command && event.key.toLowerCase() === "s" && !event.defaultPrevented) {
      event.preventDefault();
      format();
    } else if (event.key === "F6") {
      event.preventDefault();
      nextPane(event.shiftKey);
    }
  });
  watchSystemTheme(() => {
    applyTheme(store.state.theme);
    terminal.themeChanged();
  });
  addEventListener("pagehide", () => {
    store.flush();
    preferences.flush();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) store.flush();
  });
}

/** F6 goes around the parts of the page, as it does in browsers and desktops; it is also the way out of the terminal. */
function nextPane(backwards) {
  const parts = [
    { holds: document.querySelector(".bar"), focus: () => byID("language").focus() },
    { holds: byID("editor"), focus: () => editor.focus() },
    { holds: byID("input-pane"), focus: () => (isInputOpen() && store.state.mode === "output" ? byID("stdin") : byID("input-toggle")).focus() },
    { holds: byID("output-pane"), focus: () => (store.state.mode === "terminal" ? terminal.focus() : byID("output").focus()) },
  ].filter(({ holds }) => holds.offsetParent !== null || holds.getClientRects().length > 0);
  const now = parts.findIndex(({ holds }) => holds.contains(document.activeElement));
  parts[(now + (backwards ? parts.length - 1 : 1)) % parts.length].focus();
}

function setMode(mode) {
  if (runs.isRunning || mode === store.state.mode) return;
  prefer((state) => { state.mode = mode; });
  showMode();
  runs.showEmptiness();
}

function showMode() {
  const isTerminal = store.state.mode === "terminal";
  for (const [id, on] of [["mode-output", !isTerminal], ["mode-terminal", isTerminal]]) {
    byID(id).setAttribute("aria-checked", String(on));
    byID(id).tabIndex = on ? 0 : -1;
  }
  byID("output").hidden = isTerminal;
  byID("terminal").hidden = !isTerminal;
  byID("wrap-output").hidden = isTerminal;
  byID("stdin-note").hidden = !isTerminal;
  byID("stdin").hidden = isTerminal;
  showSummary();
  if (isTerminal) {
    terminal.load().then(() => terminal.fit(), () => {
      if (store.state.mode !== "terminal") return;
      setMode("output");
      notify("The terminal is not installed on this server.", null, "warn");
    });
  }
}

function showWrap() {
  byID("output").classList.toggle("no-wrap", !store.state.wrap);
  byID("wrap-output").setAttribute("aria-pressed", String(store.state.wrap));
}

/** Open unless it was folded, or nobody chose and there is no room for it. */
function isInputOpen() {
  return store.state.layout.input ?? !narrow.matches;
}

function showInput() {
  const open = isInputOpen();
  byID("input-fields").hidden = !open;
  byID("input-toggle").setAttribute("aria-expanded", String(open));
  showSummary();
}

/** What the folded input holds, so that nobody forgets it. */
function showSummary() {
  const document = store.state.documents[store.state.language];
  const parts = [];
  if (document && !isInputOpen()) {
    if (document.stdin && store.state.mode === "output") parts.push("input given");
    if (document.args) parts.push("arguments given");
  }
  byID("input-summary").textContent = parts.join(", ");
}

function loadExample(example) {
  const undo = workspace.loadExample(example);
  editor.setProblems([]);
  setMode(example.interactive ? "terminal" : "output");
  runs.clear();
  notify(`${example.name} is loaded.`, { label: "Undo", run: undo });
}

async function format() {
  const { language, activeFile } = workspace;
  if (language.format !== true || isEmbedded) return;
  const file = activeFile;
  const before = file.content;
  const button = byID("format");
  button.setAttribute("aria-busy", "true");
  try {
    const { code, changed } = await api.format(language.id, before);
    if (file.content !== before || workspace.activeFile !== file) return notify("The text changed meanwhile: nothing was formatted.");
    if (changed && code !== before) editor.replace(code);
    notify(changed && code !== before ? "Formatted." : "It was formatted already.");
    status.hideMessage();
  } catch (error) {
    if (error.status === 401 && (await askKey())) return format();
    status.message(error.status === 422 ? `The formatter says: ${error.message}` : `Not formatted: ${error.message}`);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

async function share() {
  const { program, problem } = workspace.program();
  if (!program) return notify(problem, null, "warn");
  try {
    const { url } = await api.share(snippetBody(program, workspace.mainName));
    const link = new URL(url, location.origin).href;
    await showLink(link, await copyText(link));
  } catch (error) {
    if (error.status === 401 && (await askKey())) return share();
    notify(error.status === 413 ? `Too long to share: ${error.message}` : `Not shared: ${error.message}`, null, "warn");
  }
}

function keepSnippet() {
  preferences.state.language = workspace.language.id;
  preferences.state.documents[workspace.language.id] = { ...structuredClone(workspace.document), version: undefined };
  preferences.flush();
  location.assign("/");
}

let asking = null;

/** @returns {Promise<boolean>}  whether there is a key to try */
function askKey(rejected = api.key !== null) {
  asking ??= askText("A key is needed", {
    label: "Key", secret: true, confirm: "Use it",
    explain: rejected ? "The server did not take the key. It may have another one by now."
      : "This server runs programs for those who have its key. It is kept until this tab is closed, and sent to this server only.",
    check: (key) => (key === "" ? "Enter the key." : null),
  }).then((key) => {
    asking = null;
    if (key === null) return false;
    api.key = key;
    runner.reconnect();
    return true;
  });
  return asking;
}
