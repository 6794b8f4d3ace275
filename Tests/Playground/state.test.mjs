import assert from "node:assert/strict";
import { test } from "node:test";
import { Store, emptyState, serialise, soundState } from "../../playground/state.js";

const document = (content, used = 1) => ({ files: [{ name: "main.py", content }], active: 0, stdin: "", args: "", used });

test("whatever was stored becomes a sound state", () => {
  const nonsense = [null, 1, "x", [], {}, { documents: 3 }, { documents: { python: null } }, { documents: { python: { files: [{ name: 1 }] } } },
    { theme: "pink", layout: { split: 99 }, limits: { timeout: "x" }, mode: {} }];
  for (const value of nonsense) assert.deepEqual(soundState(value), emptyState());
  const state = soundState({ language: "python", documents: { python: { files: [{ name: "a", content: "b" }, { name: "a", content: "c" }], active: 7 } } });
  assert.deepEqual(state.documents.python.files, [{ name: "a", content: "b" }]);
  assert.equal(state.documents.python.active, 0);
  assert.equal(({}).polluted, undefined);
  soundState(JSON.parse('{"documents":{"__proto__":{"files":[{"name":"a","content":""}]}}}'));
  assert.equal(({}).files, undefined);
});

test("a state survives being stored", () => {
  const state = emptyState();
  state.language = "python";
  state.documents.python = document("print(1)");
  state.theme = "dark";
  assert.deepEqual(soundState(JSON.parse(serialise(state))), state);
});

test("the bound drops what was used longest ago, the present program last", () => {
  const state = emptyState();
  state.language = "c";
  state.documents = { python: document("p".repeat(400), 5), go: document("g".repeat(400), 9), c: document("c".repeat(400), 1) };
  const kept = Object.keys(JSON.parse(serialise(state, 1500)).documents);
  assert.deepEqual(kept.sort(), ["c", "go"]);
  assert.ok(serialise(state, 1500).length <= 1500);
});

test("storage that throws, lies or is missing harms nothing", () => {
  const throwing = { getItem() { throw new Error("no"); }, setItem() { throw new Error("full"); } };
  for (const storage of [throwing, null, { getItem: () => "{broken", setItem() {} }]) {
    const store = new Store(storage, "key");
    assert.deepEqual(store.state, emptyState());
    store.changed();
    store.flush();
  }
});
