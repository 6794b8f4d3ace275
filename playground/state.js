// What the page remembers: bounded, and never trusted when it is read, since an older page, another tab or a full disk may
// have left anything. Without storage (private mode, a frame) everything works, until the page is closed. No DOM in here.

const maximumText = 1_000_000;
const maximumFiles = 100;

/**
 * @typedef {import("./request.js").SourceFile} SourceFile
 * @typedef {{files: SourceFile[], active: number, stdin: string, args: string, used: number, version?: string,
 *   env?: Record<string, string>}} Document  a program of one language as it is edited
 * @typedef {{split: number, input: boolean | null}} Layout  null: as there is room
 * @typedef {object} State
 * @property {string | null} language
 * @property {Record<string, Document>} documents  by language
 * @property {"system" | "light" | "dark"} theme
 * @property {"output" | "terminal"} mode
 * @property {boolean} wrap
 * @property {Layout} layout
 * @property {{timeout: number | null, memory: number | null, output: number | null}} limits  ms and bytes; null: the server's default
 * @property {string | null} artifacts  the patterns as the user wrote them; null: the usual ones
 */

/** @returns {State} */
export function emptyState() {
  return {
    language: null, documents: {}, theme: "system", mode: "output", wrap: true, layout: { split: 0.55, input: null },
    limits: { timeout: null, memory: null, output: null }, artifacts: null,
  };
}

const record = (value) => (value !== null && typeof value === "object" && !Array.isArray(value) ? value : {});
const text = (value, otherwise = "") => (typeof value === "string" ? value : otherwise);
const oneOf = (value, options) => (options.includes(value) ? value : options[0]);
const positive = (value) => (typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null);
const safeKey = (key) => key !== "__proto__" && key.length <= 100;

/**
 * Whatever was stored, made into a state that is sound.
 * @param {unknown} value
 * @returns {State}
 */
export function soundState(value) {
  const given = record(value);
  const state = emptyState();
  state.language = typeof given.language === "string" ? given.language : null;
  state.theme = oneOf(given.theme, ["system", "light", "dark"]);
  state.mode = oneOf(given.mode, ["output", "terminal"]);
  state.wrap = given.wrap !== false;
  const layout = record(given.layout);
  state.layout.split = typeof layout.split === "number" && layout.split >= 0.15 && layout.split <= 0.85 ? layout.split : 0.55;
  state.layout.input = typeof layout.input === "boolean" ? layout.input : null;
  const limits = record(given.limits);
  state.limits = { timeout: positive(limits.timeout), memory: positive(limits.memory), output: positive(limits.output) };
  state.artifacts = typeof given.artifacts === "string" ? given.artifacts.slice(0, 4000) : null;
  for (const [language, document] of Object.entries(record(given.documents))) {
    const sound = soundDocument(document);
    if (sound && safeKey(language)) state.documents[language] = sound;
  }
  return state;
}

function soundDocument(value) {
  const given = record(value);
  const names = new Set();
  const files = [];
  for (const file of Array.isArray(given.files) ? given.files : []) {
    const { name, content, encoding } = record(file);
    if (typeof name !== "string" || typeof content !== "string" || name === "" || names.has(name)) continue;
    names.add(name);
    files.push(encoding === "base64" ? { name, content, encoding } : { name, content });
    if (files.length === maximumFiles) break;
  }
  if (files.length === 0) return null;
  const document = {
    files,
    active: Number.isInteger(given.active) && given.active >= 0 && given.active < files.length ? given.active : 0,
    stdin: text(given.stdin), args: text(given.args), used: positive(given.used) ?? 0,
  };
  if (typeof given.version === "string") document.version = given.version;
  const env = Object.entries(record(given.env)).filter(([name, value]) => typeof value === "string" && safeKey(name));
  if (env.length > 0) document.env = Object.fromEntries(env);
  return document;
}

/**
 * The state as text within the bound: programs that were used longest ago go first, the present one last.
 * @param {State} state
 */
export function serialise(state, maximum = maximumText) {
  const ordered = Object.entries(state.documents)
    .sort(([a, first], [b, second]) => (b === state.language) - (a === state.language) || second.used - first.used);
  const rest = { ...state, documents: {} };
  let room = maximum - JSON.stringify(rest).length;
  for (const [language, document] of ordered) {
    const size = JSON.stringify(document).length + language.length + 6;
    if (size > room) continue;
    room -= size;
    rest.documents[language] = document;
  }
  return JSON.stringify(rest);
}

/** Reads and writes a state, a moment after it changed. */
export class Store {
  #storage;
  #key;
  #timer = null;
  /** @type {State} */
  state;

  /**
   * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
   * @param {string} key
   */
  constructor(storage, key) {
    this.#storage = storage;
    this.#key = key;
    let stored = null;
    try {
      stored = JSON.parse(storage?.getItem(key) ?? "null");
    } catch {
      // Not ours, cut off, or not allowed: start anew.
    }
    this.state = soundState(stored);
  }

  /** Remembers nothing from now on. */
  detach() {
    this.#storage = null;
  }

  changed() {
    this.#timer ??= setTimeout(() => this.flush(), 400);
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = null;
    try {
      this.#storage?.setItem(this.#key, serialise(this.state));
    } catch {
      // Full or forbidden: the page goes on without a memory.
    }
  }
}

/** The browser's storage, null where even asking is forbidden. @param {"localStorage" | "sessionStorage"} kind */
export function browserStorage(kind) {
  try {
    return globalThis[kind] ?? null;
  } catch {
    return null;
  }
}
