import assert from "node:assert/strict";
import { test } from "node:test";
import { LineBuffer } from "../../playground/lines.js";

const textOf = (line) => line.runs.map((run) => run.text).join("");

function lines(...writes) {
  const buffer = new LineBuffer();
  for (const write of writes) buffer.write(...[write].flat(), ...(Array.isArray(write) ? [] : ["stdout"]));
  return [...buffer.takeCompleted().map(textOf), textOf(buffer.current)];
}

test("carriage returns and backspaces do what they do on a terminal", () => {
  assert.deepEqual(lines("a\nb"), ["a", "b"]);
  assert.deepEqual(lines("a\r\nb\r\n"), ["a", "b", ""]);
  assert.deepEqual(lines("10%\r20%\r100%\n"), ["100%", ""]);
  assert.deepEqual(lines("abcdef\rxy"), ["xycdef"]);
  assert.deepEqual(lines("ab\b\bc"), ["cb"]);
  assert.deepEqual(lines("\b\b\ba"), ["a"]);
  assert.deepEqual(lines("abc\x1b[2K\rz"), ["z  "]);
  assert.deepEqual(lines("abc\r\x1b[Kz"), ["z"]);
  assert.deepEqual(lines("abc\x1b[2Gz"), ["azc"]);
  assert.deepEqual(lines("a\x1b[3Cb"), ["a   b"]);
  assert.deepEqual(lines("abc\x1b[2Dz"), ["azc"]);
});

test("streams keep their colours apart and their order", () => {
  const buffer = new LineBuffer();
  buffer.write("\x1b[31mout ", "stdout");
  buffer.write("err ", "stderr");
  buffer.write("out\n", "stdout");
  const [line] = buffer.takeCompleted();
  assert.deepEqual(line.runs.map((run) => [run.text, run.stream, run.style?.fg ?? null]),
    [["out ", "stdout", 1], ["err ", "stderr", null], ["out", "stdout", 1]]);
});

test("a long line is cut, and no character in two", () => {
  const buffer = new LineBuffer({ maximumLine: 100 });
  const text = "😀".repeat(1001) + "x";
  buffer.write(text, "stdout");
  const pieces = [...buffer.takeCompleted(), buffer.current];
  assert.equal(pieces.map(textOf).join(""), text);
  for (const piece of pieces) {
    assert.ok(textOf(piece).length <= 100);
    assert.equal(piece.newline, false);
    assert.ok(textOf(piece).isWellFormed?.() ?? true);
  }
});

test("programs that overwrite all the time cost little", () => {
  const buffer = new LineBuffer();
  const begin = performance.now();
  for (let index = 0; index < 200_000; index++) buffer.write(`${index % 7}\x1b[3${index % 8}mx\b\r`, "stdout");
  assert.ok(performance.now() - begin < 20_000);
  assert.equal(textOf(buffer.current).length, 2);
});
