import assert from "node:assert/strict";
import { test } from "node:test";
import { AnsiParser, applySGR, paletteColour, stripAnsi } from "../../playground/ansi.js";

function parse(...pieces) {
  const parser = new AnsiParser();
  const seen = [];
  const sink = {
    text: (text, style) => seen.push([text, style]),
    newline: () => seen.push("nl"), carriageReturn: () => seen.push("cr"), backspace: () => seen.push("bs"),
    eraseLine: (mode) => seen.push(["erase", mode]), column: (column) => seen.push(["column", column]),
    move: (by) => seen.push(["move", by]),
  };
  for (const piece of pieces) parser.write(piece, sink);
  return seen;
}

test("colours of 16, 256 and 16 million", () => {
  assert.equal(applySGR(null, "31").fg, 1);
  assert.equal(applySGR(null, "97;104").fg, 15);
  assert.equal(applySGR(null, "97;104").bg, 12);
  assert.equal(applySGR(null, "38;5;3").fg, 3);
  assert.equal(applySGR(null, "38;5;196").fg, "rgb(255, 0, 0)");
  assert.equal(applySGR(null, "48;5;232").bg, "rgb(8, 8, 8)");
  assert.equal(applySGR(null, "38;2;1;2;300").fg, "rgb(1, 2, 255)");
  assert.equal(applySGR(null, "38:2:1:2:3").fg, "rgb(1, 2, 3)");
  assert.equal(applySGR(null, "38:2::1:2:3").fg, "rgb(1, 2, 3)");
  const both = applySGR(null, "38;5;196;1;48;2;0;0;0");
  assert.deepEqual([both.fg, both.bold, both.bg], ["rgb(255, 0, 0)", true, "rgb(0, 0, 0)"]);
  assert.equal(paletteColour(21), "rgb(0, 0, 255)");
});

test("styles are switched on and off, and none is null", () => {
  const style = applySGR(null, "1;2;3;4;7;8;9");
  for (const name of ["bold", "dim", "italic", "underline", "inverse", "hidden", "strike"]) assert.equal(style[name], true, name);
  assert.equal(applySGR(style, "22;23;24;27;28;29"), null);
  assert.equal(applySGR(style, ""), null);
  assert.equal(applySGR(applySGR(null, "4:3"), "4:0"), null);
});

test("what is hostile or senseless changes nothing", () => {
  for (const code of ["38", "38;5", "38;2;1", "999", "a;b", ":::", ";;;"]) assert.equal(applySGR(null, code), null, code);
});

test("sequences may be cut anywhere", () => {
  const whole = "a\x1b[1;31mb\x1b[0mc\x1b]0;title\x07d\x1b(Be\r\nf\bg\x1b[2Kh";
  const joined = (seen) => JSON.stringify(seen.reduce((list, item) => {
    const last = list.at(-1);
    if (Array.isArray(item) && Array.isArray(last) && item.length === 2 && JSON.stringify(last[1]) === JSON.stringify(item[1])
      && typeof last[1] === "object" && typeof item[1] === "object") last[0] += item[0];
    else list.push(Array.isArray(item) ? [...item] : item);
    return list;
  }, []));
  const expected = joined(parse(whole));
  for (let cut = 1; cut < whole.length; cut++) {
    assert.equal(joined(parse(whole.slice(0, cut), whole.slice(cut))), expected, `cut at ${cut}`);
  }
  assert.equal(joined(parse(...whole)), expected);
});

test("other sequences and controls are dropped", () => {
  assert.equal(stripAnsi("\x1b[2J\x1b[10;5Ha\x1b[?25l\x07\x00b\x1b]8;;http://x\x1b\\c\x1b7d\x9b"), "abcd");
});

test("a sequence that never ends does not hold the output back for ever", () => {
  const text = stripAnsi(`\x1b]${"x".repeat(10_000)}`);
  assert.ok(text.length >= 9_000);
});

test("many megabytes are read in linear time", () => {
  const piece = "\x1b[31mred\x1b[0m plain text\n".repeat(1000);
  const parser = new AnsiParser();
  let length = 0;
  const nothing = () => {};
  const sink = { text: (text) => { length += text.length; }, newline: nothing, carriageReturn: nothing, backspace: nothing, eraseLine: nothing, column: nothing, move: nothing };
  const begin = performance.now();
  for (let count = 0; count < 300; count++) parser.write(piece, sink);
  assert.equal(length, 300 * 1000 * 14);
  assert.ok(performance.now() - begin < 20_000);
});
