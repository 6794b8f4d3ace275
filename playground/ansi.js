// What terminals understand, as far as a page of text can show it: colours and styles (SGR), and the few
// movements that progress bars are made of. Everything else is recognised and dropped. No DOM in here.

/**
 * @typedef {object} Style  What SGR switched on. The plain style is null, so most text carries none.
 * @property {number | string | null} fg  0 to 15: the theme's colours; else a CSS colour
 * @property {number | string | null} bg
 * @property {boolean} [bold] @property {boolean} [dim] @property {boolean} [italic] @property {boolean} [underline]
 * @property {boolean} [inverse] @property {boolean} [hidden] @property {boolean} [strike]
 *
 * @typedef {object} Sink
 * @property {(text: string, style: Style | null) => void} text  never holds a control character but the tab
 * @property {() => void} newline
 * @property {() => void} carriageReturn
 * @property {() => void} backspace
 * @property {(mode: number) => void} eraseLine  0: to the end, 1: to the cursor, 2: all of it
 * @property {(column: number) => void} column  from 0
 * @property {(by: number) => void} move
 */

// A sequence that is longer than this was none: a program wrote binary data.
const longestSequence = 4096;
// eslint-disable-next-line no-control-regex
const control = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/g;
// eslint-disable-next-line no-control-regex
const csi = /^\x1b\[([0-?]*)[ -/]*([@-~])/;
// eslint-disable-next-line no-control-regex
const csiPrefix = /^\x1b\[[0-?]*[ -/]*$/;
// eslint-disable-next-line no-control-regex
const shortSequence = /^\x1b[ -/]*[0-~]/;

export class AnsiParser {
  /** @type {Style | null} */
  #style = null;
  #pending = "";

  /**
   * Takes the next piece of a stream; sequences may be cut anywhere.
   * @param {string} piece
   * @param {Sink} sink
   */
  write(piece, sink) {
    const text = this.#pending + piece;
    this.#pending = "";
    let start = 0;
    while (start < text.length) {
      control.lastIndex = start;
      const match = control.exec(text);
      if (!match) {
        sink.text(text.slice(start), this.#style);
        return;
      }
      if (match.index > start) sink.text(text.slice(start, match.index), this.#style);
      start = match.index + 1;
      switch (match[0]) {
        case "\n": sink.newline(); break;
        case "\r": sink.carriageReturn(); break;
        case "\b": sink.backspace(); break;
        case "\x1b": {
          const length = this.#sequence(text, match.index, sink);
          if (length === 0) {
            this.#pending = text.slice(match.index);
            return;
          }
          start = match.index + length;
        }
      }
    }
  }

  /** @returns {number} the length of the sequence at `index`, 0 where its end has not come yet */
  #sequence(text, index, sink) {
    const window = text.slice(index, index + longestSequence);
    const kind = window[1];
    if (kind === undefined) return 0;
    if (kind === "[") {
      const match = csi.exec(window);
      if (match) {
        this.#execute(match[2], match[1], sink);
        return match[0].length;
      }
      return csiPrefix.test(window) && window.length < longestSequence ? 0 : 2;
    }
    if ("]PX^_".includes(kind)) {
      // A string up to BEL or ESC \: a title, a link.
      // eslint-disable-next-line no-control-regex
      const end = /\x07|\x1b\\/.exec(window.slice(2));
      if (end) return 2 + end.index + end[0].length;
      return window.length < longestSequence ? 0 : 2;
    }
    const match = shortSequence.exec(window);
    if (match) return match[0].length;
    return /^[ -/]*$/.test(window.slice(1)) && window.length < longestSequence ? 0 : 1;
  }

  #execute(final, parameters, sink) {
    const first = Math.min(parseInt(parameters, 10) || 0, 100_000);
    switch (final) {
      case "m": if (!/[<=>?]/.test(parameters)) this.#style = applySGR(this.#style, parameters); break;
      case "K": sink.eraseLine(first); break;
      case "G": case "`": sink.column(Math.max(first, 1) - 1); break;
      case "C": sink.move(Math.max(first, 1)); break;
      case "D": sink.move(-Math.max(first, 1)); break;
    }
  }
}

const plain = Object.freeze({
  fg: null, bg: null, bold: false, dim: false, italic: false, underline: false, inverse: false, hidden: false,
  strike: false,
});

/**
 * The style after "select graphic rendition" with these parameters.
 * @param {Style | null} style
 * @param {string} parameters
 * @returns {Style | null}
 */
export function applySGR(style, parameters) {
  let next = { ...(style ?? plain) };
  const codes = parameters === "" ? ["0"] : parameters.split(";");
  for (let index = 0; index < codes.length; index++) {
    const parts = codes[index].split(":");
    const code = Number(parts[0] || 0);
    if (code === 0) next = { ...plain };
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 3) next.italic = true;
    else if (code === 4) next.underline = parts[1] !== "0";
    else if (code === 7) next.inverse = true;
    else if (code === 8) next.hidden = true;
    else if (code === 9) next.strike = true;
    else if (code === 21) next.underline = true;
    else if (code === 22) next.bold = next.dim = false;
    else if (code === 23) next.italic = false;
    else if (code === 24) next.underline = false;
    else if (code === 27) next.inverse = false;
    else if (code === 28) next.hidden = false;
    else if (code === 29) next.strike = false;
    else if (code >= 30 && code <= 37) next.fg = code - 30;
    else if (code === 39) next.fg = null;
    else if (code >= 40 && code <= 47) next.bg = code - 40;
    else if (code === 49) next.bg = null;
    else if (code >= 90 && code <= 97) next.fg = code - 82;
    else if (code >= 100 && code <= 107) next.bg = code - 92;
    else if (code === 38 || code === 48) {
      const target = code === 38 ? "fg" : "bg";
      if (parts.length > 1) {
        // 38:5:n, 38:2:r:g:b or, as the standard has it, 38:2:<colour space>:r:g:b.
        const rest = parts.slice(parts[1] === "2" && parts.length > 5 ? 3 : 2);
        next[target] = extendedColour(parts[1], rest) ?? next[target];
      } else {
        const count = codes[index + 1] === "5" ? 1 : codes[index + 1] === "2" ? 3 : 0;
        next[target] = extendedColour(codes[index + 1], codes.slice(index + 2, index + 2 + count)) ?? next[target];
        index += 1 + count;
      }
    }
  }
  return Object.keys(plain).every((key) => next[key] === plain[key]) ? null : Object.freeze(next);
}

function extendedColour(kind, values) {
  const numbers = values.map((value) => Math.min(Math.max(Number(value) || 0, 0), 255));
  if (kind === "5" && numbers.length >= 1) return paletteColour(numbers[0]);
  if (kind === "2" && numbers.length >= 3) return `rgb(${numbers[0]}, ${numbers[1]}, ${numbers[2]})`;
  return null;
}

/** @param {number} index of xterm's 256 colours. The first 16 stay numbers, since the theme has its own. */
export function paletteColour(index) {
  if (index < 16) return index;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey}, ${grey}, ${grey})`;
  }
  const level = (value) => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))}, ${level(Math.floor(cube / 6) % 6)}, ${level(cube % 6)})`;
}

/** Text without its sequences, for those who only read it. @param {string} text */
export function stripAnsi(text) {
  let result = "";
  const nothing = () => {};
  new AnsiParser().write(text, {
    text: (piece) => { result += piece; },
    newline: () => { result += "\n"; },
    carriageReturn: nothing, backspace: nothing, eraseLine: nothing, column: nothing, move: nothing,
  });
  return result;
}
