// Finds the places in the user's files that compilers and stack traces speak of, in the manners of gcc, go, rustc, javac,
// swiftc, CPython, node, php, ruby, perl, lua and bash. No DOM in here.

/**
 * @typedef {{start: number, end: number, file: string, line: number, column: number | null}} Location  in a line of output
 * @typedef {{file: string, line: number, column: number | null, severity: "error" | "warning" | "note", message: string}} Problem
 */

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export class ProblemFinder {
  #pattern;

  /** @param {string[]} files  the names that the user's files have */
  constructor(files) {
    // The longest name first: lib/a.py is not a.py. What stands before a name is the folder that it ran in.
    const names = [...files].sort((a, b) => b.length - a.length).map(escaped).join("|");
    this.#pattern = files.length === 0 ? null : new RegExp(
      `(?<![\\w.-])(?:\\.?/(?:[\\w.-]+/)*)?(${names})(?![\\w-])` +
        `(?::(\\d+)(?::(\\d+))?|"?,? (?:on )?line (\\d+)|: line (\\d+)|\\((\\d+)\\))`,
      "g",
    );
  }

  /**
   * @param {string} line  of output, without sequences
   * @returns {Location[]}
   */
  locate(line) {
    // Nearly all lines have none, and most of them show it by having no digit after these.
    if (!this.#pattern || line.length > 2000 || !/[:(e] ?\d/.test(line)) return [];
    const found = [];
    this.#pattern.lastIndex = 0;
    for (let match; (match = this.#pattern.exec(line)) && found.length < 20;) {
      const number = Number(match[2] ?? match[4] ?? match[5] ?? match[6]);
      if (number < 1 || number > 1_000_000) continue;
      found.push({
        start: match.index,
        end: match.index + match[0].length,
        file: match[1],
        line: number,
        column: match[3] === undefined ? null : Math.max(1, Number(match[3])),
      });
    }
    return found;
  }

  /**
   * What to mark in the editor, at most 100 of them.
   * @param {string} output
   * @returns {Problem[]}
   */
  problems(output) {
    const lines = output.slice(0, 200_000).split("\n");
    const problems = [];
    const seen = new Set();
    for (let index = 0; index < lines.length && problems.length < 100; index++) {
      const line = lines[index].replace(/\r$/, "");
      const [place] = this.locate(line);
      if (!place) continue;
      const described = describe(lines, index, line, place);
      if (!described) continue;
      const key = `${place.file}\n${place.line}\n${described.message}`;
      if (seen.has(key)) continue;
      seen.add(key);
      problems.push({
        file: place.file, line: place.line, column: place.column ?? described.column ?? null,
        severity: described.severity, message: described.message.slice(0, 500),
      });
    }
    return problems;
  }
}

/** What the line at `index`, or those around it, say about the place. Null where nothing went wrong there. */
function describe(lines, index, line, place) {
  const rest = line.slice(place.end).replace(/^[):,\s]+/, "");
  const before = line.slice(0, place.start).trim();

  // "error: ..." after the place: gcc, javac, swiftc. javac shows the column by a caret two lines below.
  const marked = /^(?:fatal )?(error|warning|note)(?:\[[\w]+\])?: (.*)/.exec(rest);
  if (marked) {
    if (marked[1] === "note") return null;
    const caret = /^(\s*)\^/.exec(lines[index + 2] ?? "");
    return { severity: marked[1], message: marked[2], column: caret ? caret[1].length + 1 : null };
  }
  // rustc: the message is above " --> main.rs:1:2".
  if (before === "-->" || before === ":::") {
    for (let above = index - 1; above >= Math.max(0, index - 3); above--) {
      const message = /^(error|warning)(?:\[\w+\])?: (.*)/.exec(lines[above]);
      if (message) return { severity: message[1], message: message[2] };
    }
    return null;
  }
  // CPython: the last frame's place, and the message on the first line below that is not indented.
  if (/^File "?/.test(before)) {
    for (let below = index + 1; below < Math.min(lines.length, index + 40); below++) {
      if (/^\s*File "/.test(lines[below])) return null;
      if (/^\w[\w.]*(Error|Exception|Warning|Interrupt|Exit|StopIteration)?\b(: |$)/.test(lines[below])) {
        return { severity: "error", message: lines[below] };
      }
    }
    return { severity: "error", message: "called here" };
  }
  // node: "/work/main.js:3" alone, then the code, the caret, an empty line and the message.
  if (before === "" && rest === "") {
    for (let below = index + 1; below < Math.min(lines.length, index + 8); below++) {
      if (/^(Uncaught )?\w*(Error|Exception)\b/.test(lines[below])) {
        const caret = /^(\s*)\^/.exec(lines[index + 2] ?? "");
        return { severity: "error", message: lines[below], column: caret ? caret[1].length + 1 : null };
      }
    }
    return null;
  }
  // Frames of a trace: java, node, lua, ruby, php. The first of them is where it happened.
  if (/^(at|from|#\d+)\b/.test(before) || /^\t/.test(line)) {
    const top = lines[index - 1] ?? "";
    if (/^(Exception in thread "[^"]*" |Uncaught )?[\w.$]*(Error|Exception)\b/.test(top.trim()) && !/^\s/.test(top)) {
      return { severity: "error", message: top.trim() };
    }
    // A goroutine's frame: the place is on its own line below the function.
    return null;
  }
  // perl "... at main.pl line 3.", php "... in main.php on line 3".
  if (/ (at|in)$/.test(` ${before}`)) {
    const message = before.replace(/ ?(at|in)$/, "").replace(/^PHP /, "");
    if (message === "") return null;
    return { severity: /warning|notice|deprecated/i.test(message) ? "warning" : "error", message };
  }
  // bash "main.sh: line 3: ...", go "./main.go:3:5: ...", ruby "main.rb:3:in ...", lua "lua: main.lua:3: ...".
  if (rest !== "" && (before === "" || /^[\w./+-]+:$/.test(before) || /^\[/.test(before))) {
    const ruby = /^in [`'][^']*': (.*)/.exec(rest);
    if (/^in [`']/.test(rest) && !ruby) return null;
    const message = ruby ? ruby[1] : rest;
    return { severity: /^warning\b/i.test(message) ? "warning" : "error", message: message.replace(/^warning: /i, "") };
  }
  return null;
}
