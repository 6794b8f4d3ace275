// Output as lines of styled runs. A line that has ended never changes again, so only the last one has to be drawn anew.
// It is what makes carriage returns and backspaces work without a terminal. No DOM in here.

import { AnsiParser } from "./ansi.js";

/**
 * @typedef {import("./ansi.js").Style} Style
 * @typedef {{text: string, style: Style | null, stream: string}} Run
 * @typedef {{runs: Run[], newline: boolean}} Line  `newline` is false where a very long line was cut
 */

/** @implements {import("./ansi.js").Sink} */
export class LineBuffer {
  /** @type {Run[]} */
  #runs = [];
  #length = 0;
  #cursor = 0;
  #stream = "stdout";
  #parsers = new Map();
  #completed = [];
  #maximumLine;

  /** @param {{maximumLine?: number}} [options]  where lines are cut: work per line stays bounded */
  constructor({ maximumLine = 8192 } = {}) {
    this.#maximumLine = maximumLine;
  }

  /**
   * Each stream has its own parser, so that neither's colours run into the other's; the cursor is common to them.
   * @param {string} text
   * @param {string} stream
   */
  write(text, stream) {
    let parser = this.#parsers.get(stream);
    if (!parser) this.#parsers.set(stream, (parser = new AnsiParser()));
    this.#stream = stream;
    parser.write(text, this);
  }

  /** The lines that ended since the last call. @returns {Line[]} */
  takeCompleted() {
    const lines = this.#completed;
    this.#completed = [];
    return lines;
  }

  /** The line that has not ended. @returns {Line} */
  get current() {
    return { runs: this.#runs, newline: false };
  }

  get isEmpty() {
    return this.#length === 0;
  }

  text(text, style) {
    while (text.length > 0) {
      let piece = text.slice(0, Math.max(1, this.#maximumLine - this.#cursor));
      // Both halves of a character stay together.
      if (piece.length < text.length && piece.length > 1 && /[\uD800-\uDBFF]$/.test(piece)) piece = piece.slice(0, -1);
      text = text.slice(piece.length);
      if (this.#cursor === this.#length) this.#append(piece, style);
      else this.#overwrite(piece, style);
      if (this.#cursor >= this.#maximumLine - 1) this.#commit(false);
    }
  }

  newline() {
    this.#commit(true);
  }

  carriageReturn() {
    this.#cursor = 0;
  }

  backspace() {
    this.#cursor = Math.max(0, this.#cursor - 1);
  }

  eraseLine(mode) {
    if (mode === 0) this.#truncate(this.#cursor);
    else if (mode === 1) {
      const end = Math.min(this.#cursor, this.#length);
      this.#cursor = 0;
      this.#overwrite(" ".repeat(end), null);
    } else if (mode === 2) {
      const cursor = this.#cursor;
      this.#truncate(0);
      this.column(cursor);
    }
  }

  column(column) {
    this.#cursor = Math.min(column, this.#maximumLine - 2);
    if (this.#cursor > this.#length) {
      const gap = this.#cursor - this.#length;
      this.#cursor = this.#length;
      this.#append(" ".repeat(gap), null);
    }
  }

  move(by) {
    this.column(Math.max(0, this.#cursor + by));
  }

  #append(text, style) {
    if (text === "") return;
    const last = this.#runs[this.#runs.length - 1];
    if (last && last.style === style && last.stream === this.#stream) last.text += text;
    else this.#runs.push({ text, style, stream: this.#stream });
    this.#length += text.length;
    this.#cursor += text.length;
  }

  #overwrite(text, style) {
    if (text === "") return;
    const from = this.#cursor;
    const to = from + text.length;
    const runs = [];
    let position = 0;
    let inserted = false;
    const insert = () => {
      if (!inserted) runs.push({ text, style, stream: this.#stream });
      inserted = true;
    };
    for (const run of this.#runs) {
      const end = position + run.text.length;
      if (position < from) runs.push(end <= from ? run : { ...run, text: run.text.slice(0, from - position) });
      if (end > from) insert();
      if (end > to) runs.push(position >= to ? run : { ...run, text: run.text.slice(to - position) });
      position = end;
    }
    insert();
    this.#runs = runs.length > 256 ? joined(runs) : runs;
    this.#length = Math.max(this.#length, to);
    this.#cursor = to;
  }

  #truncate(length) {
    let position = 0;
    const runs = [];
    for (const run of this.#runs) {
      if (position >= length) break;
      const rest = length - position;
      runs.push(run.text.length <= rest ? run : { ...run, text: run.text.slice(0, rest) });
      position += run.text.length;
    }
    this.#runs = runs;
    this.#length = Math.min(this.#length, length);
    this.#cursor = Math.min(this.#cursor, this.#length);
  }

  #commit(newline) {
    this.#completed.push({ runs: this.#runs, newline });
    this.#runs = [];
    this.#length = 0;
    this.#cursor = 0;
  }
}

function joined(runs) {
  const result = [];
  for (const run of runs) {
    const last = result[result.length - 1];
    if (last && last.style === run.style && last.stream === run.stream) last.text += run.text;
    else result.push({ ...run });
  }
  return result;
}
