// @title A runtime that would like io_uring works without it
// @request {"env": {"UV_USE_IO_URING": "1"}}
// @prints ^read 5 bytes$
// @control none it must work everywhere
const fs = require("fs");
fs.promises.writeFile("/tmp/a", "hello").then(() => fs.promises.readFile("/tmp/a")).then((data) => {
  console.log(`read ${data.length} bytes`);
});
