import assert from "node:assert/strict";
import { test } from "node:test";
import { formatArguments, parseArguments } from "../../playground/arguments.js";

test("words are split as a shell splits them", () => {
  const cases = [
    ["", []],
    ["  a  b\tc\n", ["a", "b", "c"]],
    ["'one two' three", ["one two", "three"]],
    [`"a \\"b\\" \\n $c"`, ['a "b" \\n $c']],
    ["a\\ b", ["a b"]],
    ["'' \"\"", ["", ""]],
    ["a'b'\"c\"d", ["abcd"]],
    ["'a\\'", ["a\\"]],
    ["--x=1 * ~ $HOME", ["--x=1", "*", "~", "$HOME"]],
  ];
  for (const [text, args] of cases) assert.deepEqual(parseArguments(text), { args, error: null }, text);
});

test("what is not complete says so", () => {
  assert.match(parseArguments("'a").error, /not closed/);
  assert.match(parseArguments('a "b').error, /not closed/);
  assert.match(parseArguments("a\\").error, /backslash/);
});

test("formatted arguments parse to the same", () => {
  for (const args of [[], ["a"], ["", " "], ["it's", '"', "\\", "a\nb", "$x", "é"]]) {
    assert.deepEqual(parseArguments(formatArguments(args)), { args, error: null });
  }
});
