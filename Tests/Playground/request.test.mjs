import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, executeBody, milliseconds, programOf, snippetBody } from "../../playground/request.js";
import { fileNameProblem, indentUnitFor, mainFileName, searchLanguages } from "../../playground/languages.js";

const program = (files, more = {}) => ({ language: "c", files, stdin: "", args: [], ...more });

test("one file is code; others are files; a main file of another name is the entry", () => {
  assert.deepEqual(snippetBody(program([{ name: "main.c", content: "x" }]), "main.c"), { language: "c", code: "x" });
  assert.deepEqual(snippetBody(program([{ name: "a.c", content: "x" }, { name: "b.h", content: "y" }]), "main.c"),
    { language: "c", code: "x", entry: "a.c", files: [{ name: "b.h", content: "y" }] });
  const full = program([{ name: "main.c", content: "" }], { stdin: "1", args: ["a b"], limits: { timeout: 1500, memory: 1048576 }, env: { A: "1" } });
  assert.deepEqual(executeBody(full, "main.c", ["*.png"]),
    { language: "c", code: "", stdin: "1", args: ["a b"], env: { A: "1" }, limits: { timeout: "1500ms", memory: 1048576 }, artifacts: ["*.png"] });
});

test("a snippet comes back as the program that it was", () => {
  const given = program([{ name: "main.c", content: "x" }, { name: "b.h", content: "y" }], {
    stdin: "in", args: ["a", "b c"], env: { A: "1" }, limits: { timeout: 2000, memory: 64 << 20, output: 2 << 20 }, version: "14",
  });
  assert.deepEqual(programOf(snippetBody(given, "main.c"), "main.c"), given);
  const binary = programOf({ language: "c", files: [{ name: "a", content: "/w==", encoding: "base64" }, { name: "m.c", content: "aGk=", encoding: "base64" }], entry: "m.c" }, "main.c");
  assert.deepEqual(binary.files, [{ name: "m.c", content: "hi" }, { name: "a", content: "/w==", encoding: "base64" }]);
});

test("times and sizes are read as the API reads them", () => {
  assert.deepEqual([2, "500ms", "2s", "1m", "3", "x"].map(milliseconds), [2000, 500, 2000, 60000, 3000, null]);
  assert.deepEqual([5, "1KiB", "2MB", "1.5GiB", "7", "x"].map(bytes), [5, 1024, 2000000, 1.5 * 1024 ** 3, 7, null]);
});

test("names of files follow the server's rules", () => {
  for (const name of ["a", "a/b.c", "ü.py", ".hidden", "a b"]) assert.equal(fileNameProblem(name, ["main.c"]), null, name);
  for (const name of ["", "/a", "a//b", "../a", "a/..", "./a", "a\nb", "main.c", "main.c/x", "x".repeat(201), "a/".repeat(11) + "b"]) {
    assert.equal(typeof fileNameProblem(name, ["main.c"]), "string", name);
  }
});

test("languages: search, main files, indentation", () => {
  const languages = ["C", "C++", "Go", "Java", "JavaScript"].map((name) => ({
    id: name.toLowerCase(), name, aliases: name === "C++" ? ["cpp"] : [], extensions: [], available: name !== "Java",
  }));
  assert.deepEqual(searchLanguages(languages, "c").map(({ name }) => name), ["C", "C++", "JavaScript"]);
  assert.deepEqual(searchLanguages(languages, "java").map(({ name }) => name), ["JavaScript", "Java"]);
  assert.deepEqual(searchLanguages(languages, "cpp").map(({ name }) => name), ["C++"]);
  assert.equal(mainFileName({ id: "java", extensions: ["java"] }), "Main.java");
  assert.equal(mainFileName({ id: "bash", extensions: ["bash", "sh"] }), "main.sh");
  assert.equal(indentUnitFor("go", ""), "\t");
  assert.equal(indentUnitFor("c", "a {\n  b\n    c\n"), "  ");
  assert.equal(indentUnitFor("python", "a:\n\tb\n"), "\t");
});
