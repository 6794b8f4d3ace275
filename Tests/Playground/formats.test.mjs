import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { EventStreamParser } from "../../playground/events.js";
import { formatSize, formatTime, summarise } from "../../playground/outcome.js";
import { crc32, zip } from "../../playground/zip.js";

test("an event stream may come in any pieces", () => {
  const stream = ": ping\n\nid: 1\nevent: stdout\ndata: {\"text\":\"a\"}\n\nevent:result\r\ndata: one\r\ndata: two\r\n\r\nevent: none\n\n";
  const expected = [["stdout", '{"text":"a"}'], ["result", "one\ntwo"]];
  for (let size = 1; size <= stream.length; size++) {
    const seen = [];
    const parser = new EventStreamParser((event, data) => seen.push([event, data]));
    for (let start = 0; start < stream.length; start += size) parser.write(stream.slice(start, start + size));
    assert.deepEqual(seen, expected);
  }
});

test("numbers as people read them", () => {
  assert.deepEqual([0.123, 9.96, 52.4, 1234, 60_000, 90_000].map(formatTime), ["0.1 ms", "10 ms", "52 ms", "1.23 s", "1 min", "1 min 30 s"]);
  assert.deepEqual([0, 1023, 1536, 64 * 1024 * 1024].map(formatSize), ["0 bytes", "1023 bytes", "1.5 KiB", "64 MiB"]);
});

test("every outcome has words", () => {
  for (const outcome of ["completed", "failed", "signaled", "compile-error", "timeout", "cpu-limit", "memory-limit", "process-limit",
    "output-limit", "disk-limit", "cancelled", "internal-error"]) {
    const { text, detail } = summarise({ outcome, exitCode: 3, signal: 11 });
    assert.notEqual(text, outcome);
    if (outcome !== "failed") assert.notEqual(detail, "");
  }
  assert.match(summarise({ outcome: "signaled", signal: 11 }).detail, /SIGSEGV/);
});

const withoutPython = spawnSync("python3", ["--version"]).status !== 0;

test("a zip archive that others can read", { skip: withoutPython }, () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  const folder = mkdtempSync(join(tmpdir(), "zip-"));
  try {
    const archive = join(folder, "a.zip");
    writeFileSync(archive, zip([{ name: "lib/ü.txt", data: new TextEncoder().encode("hello") }, { name: "empty", data: new Uint8Array() }]));
    const list = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), [(n, z.read(n).decode()) for n in z.namelist()])";
    const output = execFileSync("python3", ["-c", list, archive], { encoding: "utf8", env: { ...process.env, PYTHONIOENCODING: "utf8" } });
    assert.equal(output.trim(), "None [('lib/ü.txt', 'hello'), ('empty', '')]");
    assert.equal(readFileSync(archive).subarray(0, 2).toString(), "PK");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
