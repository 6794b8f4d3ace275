// The output of plain runs. It must stay usable whatever a program writes, so: what arrives is only queued, a frame takes as
// much of it as fits in a few milliseconds, many lines make one text node, and the page keeps only the last part of it.
// All of it stays at hand for download.

import { LineBuffer } from "./lines.js";
import { formatSize } from "./outcome.js";
import { make } from "./dom.js";

const frameBudget = 8;
const pieceLength = 16_384;
const chunkLines = 100;
const chunkLength = 32_768;
const shownLines = 20_000;
const shownLength = 2_000_000;
const keptLength = 64 * 1024 * 1024;

export class OutputView {
  #scroller;
  #body;
  #notice;
  #locate;
  /** @type {import("./problems.js").ProblemFinder | null} */
  #finder = null;
  #buffer = new LineBuffer();
  /** @type {{text: string, stream: string}[]} */
  #queue = [];
  #queued = 0;
  #scheduled = false;
  #chunks = [];
  #chunk = null;
  #currentLine = null;
  #shownLines = 0;
  #shownLength = 0;
  #skipped = false;
  /** @type {(string | Uint8Array)[]} */
  #kept = [];
  #keptLength = 0;
  #decoders = new Map();
  #following = true;
  #waiters = [];
  /** How much has been written, in characters. */
  total = 0;

  /**
   * @param {HTMLElement} scroller
   * @param {(location: {file: string, line: number, column: number | null}) => void} locate
   */
  constructor(scroller, locate) {
    this.#scroller = scroller;
    this.#locate = locate;
    this.#body = make("div", { class: "output-text" });
    this.#notice = make("p", { class: "output-notice", hidden: true });
    scroller.append(this.#notice, this.#body);
    scroller.addEventListener("scroll", () => {
      this.#following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40;
    }, { passive: true });
    this.#body.addEventListener("click", (event) => {
      const place = event.target.closest?.("button.place");
      if (!place) return;
      const { file, line, column } = place.dataset;
      this.#locate({ file, line: Number(line), column: column ? Number(column) : null });
    });
  }

  /** @param {import("./problems.js").ProblemFinder | null} finder  of the files of the run that begins */
  clear(finder = null) {
    this.#finder = finder;
    this.#buffer = new LineBuffer();
    this.#queue = [];
    this.#queued = 0;
    this.#chunks = [];
    this.#chunk = null;
    this.#currentLine = null;
    this.#shownLines = this.#shownLength = 0;
    this.#skipped = false;
    this.#kept = [];
    this.#keptLength = 0;
    this.#decoders.clear();
    this.#following = true;
    this.total = 0;
    this.#notice.hidden = true;
    this.#body.replaceChildren();
  }

  get isEmpty() {
    return this.total === 0;
  }

  /** @param {"stdout" | "stderr"} stream @param {{text?: string, base64?: string}} data */
  write(stream, data) {
    let text = data.text;
    if (text === undefined) {
      const bytes = Uint8Array.from(atob(data.base64 ?? ""), (character) => character.charCodeAt(0));
      this.#keep(bytes);
      let decoder = this.#decoders.get(stream);
      if (!decoder) this.#decoders.set(stream, (decoder = new TextDecoder()));
      text = decoder.decode(bytes, { stream: true });
    } else this.#keep(text);
    if (text === "") return;
    const first = this.total === 0;
    this.total += text.length;
    for (let start = 0; start < text.length; start += pieceLength) {
      this.#queue.push({ text: text.slice(start, start + pieceLength), stream });
    }
    this.#queued += text.length;
    // The first words are drawn at once: the frame that shows them need not be the next but one.
    if (first && text.length <= pieceLength) this.#work();
    else this.#schedule();
  }

  /** Everything that was written and kept, as a file. */
  blob() {
    return new Blob(this.#kept, { type: "text/plain" });
  }

  /** @returns {Promise<string>} */
  text() {
    return this.blob().text();
  }

  /** Done when all that has been written so far is drawn. @returns {Promise<void>} */
  settled() {
    if (this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #keep(piece) {
    if (this.#keptLength + piece.length > keptLength) return;
    this.#keptLength += piece.length;
    this.#kept.push(piece);
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const work = () => {
      this.#scheduled = false;
      this.#work();
    };
    // Hidden pages get no frames.
    if (document.hidden) setTimeout(work, 100);
    else requestAnimationFrame(work);
  }

  #work() {
    const end = performance.now() + frameBudget;
    if (this.#queued > 2 * shownLength) this.#skip();
    let index = 0;
    const lines = [];
    while (index < this.#queue.length) {
      const { text, stream } = this.#queue[index++];
      this.#queued -= text.length;
      this.#buffer.write(text, stream);
      for (const line of this.#buffer.takeCompleted()) lines.push(line);
      if (lines.length > 400) this.#draw(lines.splice(0));
      if (performance.now() > end) break;
    }
    this.#queue.splice(0, index);
    this.#draw(lines);
    this.#drawCurrent();
    this.#trim();
    // Further than it goes, so that the height need not be known.
    if (this.#following) this.#scroller.scrollTop = 1e9;
    if (this.#queue.length > 0) this.#schedule();
    else for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** More came than would ever be shown: the oldest of it is not even looked at. */
  #skip() {
    let index = 0;
    while (this.#queued > shownLength && index < this.#queue.length) this.#queued -= this.#queue[index++].text.length;
    this.#queue.splice(0, index);
    this.#buffer = new LineBuffer();
    this.#skipped = true;
  }

  #draw(lines) {
    for (const line of lines) {
      if (!this.#chunk || this.#chunk.lines >= chunkLines || this.#chunk.length >= chunkLength) this.#startChunk();
      const chunk = this.#chunk;
      const places = this.#placesIn(line);
      let position = 0;
      for (const run of line.runs) {
        if (places.length === 0) this.#text(chunk, run.text, run);
        else drawAround(places, position, run, (text, place) => this.#text(chunk, text, run, place));
        position += run.text.length;
      }
      if (line.newline) this.#text(chunk, "\n", line.runs[line.runs.length - 1] ?? plainRun);
      chunk.lines++;
      chunk.length += position + 1;
      this.#shownLines++;
      this.#shownLength += position + 1;
    }
    this.#flush(this.#chunk);
  }

  #placesIn(line) {
    if (!this.#finder || line.runs.length === 0) return [];
    return this.#finder.locate(line.runs.length === 1 ? line.runs[0].text : line.runs.map((run) => run.text).join(""));
  }

  /** Text of one look is gathered, and becomes one node. */
  #text(chunk, text, run, place = null) {
    if (place || chunk.place || run.style !== chunk.style || run.stream !== chunk.stream) {
      this.#flush(chunk);
      chunk.style = run.style;
      chunk.stream = run.stream;
      chunk.place = place;
    }
    chunk.text.push(text);
  }

  #flush(chunk) {
    if (!chunk || chunk.text.length === 0) return;
    chunk.element.append(nodeFor(chunk.text.join(""), chunk.style, chunk.stream, chunk.place));
    chunk.text = [];
    chunk.place = null;
  }

  #startChunk() {
    this.#flush(this.#chunk);
    const element = make("div", { class: "chunk" });
    this.#chunk = { element, lines: 0, length: 0, text: [], style: null, stream: "stdout", place: null };
    this.#chunks.push(this.#chunk);
    this.#body.insertBefore(element, this.#currentLine);
  }

  #drawCurrent() {
    const { runs } = this.#buffer.current;
    if (runs.length === 0) {
      this.#currentLine?.replaceChildren();
      return;
    }
    if (!this.#currentLine) {
      this.#currentLine = make("div", { class: "chunk current" });
      this.#body.append(this.#currentLine);
    }
    this.#currentLine.replaceChildren(...runs.map((run) => nodeFor(run.text, run.style, run.stream, null)));
  }

  #trim() {
    let first = 0;
    while (first < this.#chunks.length - 1 && (this.#shownLines > shownLines || this.#shownLength > shownLength)) {
      const chunk = this.#chunks[first++];
      this.#shownLines -= chunk.lines;
      this.#shownLength -= chunk.length;
      chunk.element.remove();
      this.#skipped = true;
    }
    this.#chunks.splice(0, first);
    if (!this.#skipped) return;
    this.#notice.hidden = false;
    const kept = this.total > keptLength ? ` (the first ${formatSize(keptLength)} are kept)` : "";
    this.#notice.textContent = `Only the last part of ${formatSize(this.total)} is shown. Download has all of it${kept}.`;
  }
}

const plainRun = { style: null, stream: "stdout" };

/** Cuts a run, which begins at `position` of its line, where places begin and end. */
function drawAround(places, position, run, draw) {
  let start = 0;
  for (const place of places) {
    const from = Math.max(place.start - position, start);
    const to = Math.min(place.end - position, run.text.length);
    if (to <= from) continue;
    if (from > start) draw(run.text.slice(start, from), null);
    draw(run.text.slice(from, to), place);
    start = to;
  }
  if (start < run.text.length) draw(run.text.slice(start), null);
}

function nodeFor(text, style, stream, place) {
  let node;
  if (place) {
    node = make("button", {
      type: "button", class: "place", title: `Go to line ${place.line} of ${place.file}`,
      dataset: { file: place.file, line: String(place.line), ...(place.column ? { column: String(place.column) } : {}) },
    }, text);
    if (stream === "stderr") node.classList.add("stderr");
  } else if (!style && stream === "stdout") {
    return document.createTextNode(text);
  } else {
    node = make("span", stream === "stderr" ? { class: "stderr" } : {}, text);
  }
  if (style) dress(node, style);
  return node;
}

/** @param {HTMLElement} node @param {import("./ansi.js").Style} style */
function dress(node, style) {
  const foreground = style.inverse ? style.bg ?? "ground" : style.fg;
  const background = style.inverse ? style.fg ?? "text" : style.bg;
  for (const [prefix, property, colour] of [["fg", "color", foreground], ["bg", "backgroundColor", background]]) {
    if (colour === null) continue;
    if (typeof colour === "number" || colour === "ground" || colour === "text") node.classList.add(`${prefix}-${colour}`);
    else node.style[property] = colour;
  }
  for (const name of ["bold", "dim", "italic", "underline", "strike", "hidden"]) {
    if (style[name]) node.classList.add(`sgr-${name}`);
  }
}
