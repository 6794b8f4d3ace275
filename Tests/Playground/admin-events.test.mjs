import assert from "node:assert/strict";
import { test } from "node:test";

import { EventParser, follow, textOf, withoutControls } from "../../playground/admin-events.js";

const stream = 'id: 1\nevent: queued\ndata: {"id":"j"}\n\n: ping\n\nid: 2\nevent: stdout\ndata: {"text":"é\\n"}\n\nevent: result\ndata: {}\n\n';

test("events come whole, wherever the stream is cut", () => {
  const whole = new EventParser().push(stream);
  assert.deepEqual(whole.map(({ event, id }) => [event, id]), [["queued", "1"], ["stdout", "2"], ["result", undefined]]);
  for (let cut = 0; cut <= stream.length; cut += 1) {
    const parser = new EventParser();
    const events = [...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))];
    assert.deepEqual(events, whole, `cut at ${cut}`);
  }
});

test("an event may have several lines of data, and lines may end as on other systems", () => {
  assert.deepEqual(new EventParser().push("data: a\r\ndata:b\r\n\r\n"), [{ event: "message", data: "a\nb" }]);
  assert.deepEqual(new EventParser().push("event: x\n\n"), []);
});

test("output that is not text is decoded", () => {
  assert.equal(textOf({ text: "plain" }), "plain");
  assert.equal(textOf({ base64: "w6k=" }), "é");
});

test("sequences of terminals do not show", () => {
  assert.equal(withoutControls("\x1b[1;31mred\x1b[0m \x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07\r\n"), "red link\n");
  assert.equal(withoutControls("a\x00b\tc\n"), "a\u{fffd}b\tc\n");
});

const response = (text) => new Response(text);

test("a broken stream is gone on with after the last event that was seen", async () => {
  const asked = [];
  const answers = [stream.slice(0, stream.indexOf("event: result")), "id: 3\nevent: stdout\ndata: {}\n\n", 'event: result\ndata: {"outcome":"completed"}\n\n'];
  const events = [];
  await follow(async (path, headers) => {
    asked.push(headers["Last-Event-ID"]);
    return response(answers.shift());
  }, "/jobs/j/events", new AbortController().signal, (name) => events.push(name));
  assert.deepEqual(asked, [undefined, "2", "3"]);
  assert.deepEqual(events, ["queued", "stdout", "stdout", "result"]);
});

test("an error of the server is not asked for again", async () => {
  let count = 0;
  const refused = Object.assign(new Error("there is no such job"), { status: 404 });
  const asking = follow(async () => {
    count += 1;
    throw refused;
  }, "/jobs/j/events", new AbortController().signal, () => {});
  await assert.rejects(asking, /no such job/);
  assert.equal(count, 1);
});
