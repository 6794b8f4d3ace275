// @title Node starts and works within small limits, and its heap stays below them
// @request {"limits": {"memory": "128MiB", "processes": 32, "cpus": 0.5, "timeout": "15s"}}
// @probe heap WITHIN
// @probe pool OK uncontrolled: it works everywhere
// @probe worker OK uncontrolled: it works everywhere
const { Worker } = require("worker_threads");
const v8 = require("v8");
const zlib = require("zlib");

// What is in force: half as much again above the limit is the young generation's.
const heap = v8.getHeapStatistics().heap_size_limit;
console.log("heap", heap <= 1.5 * (128 << 20) ? "WITHIN" : "ABOVE");

let left = 16;
for (let i = 0; i < left; i++) {
  zlib.deflate(Buffer.alloc(100_000), (error) => {
    if (error) console.log("pool", error.code);
    else if (--left === 0) {
      console.log("pool OK");
      new Worker("require('worker_threads').parentPort.postMessage('OK')", { eval: true })
        .on("message", (text) => console.log("worker", text))
        .on("error", (error) => console.log("worker", error.code));
    }
  });
}
