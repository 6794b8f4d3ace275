// A zip archive of a few text files, stored without compression: enough to take a program home. No DOM in here.

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(data) {
  let crc = 0xffffffff;
  for (const byte of data) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * @param {{name: string, data: Uint8Array}[]} files
 * @returns {Uint8Array}
 */
export function zip(files, date = new Date()) {
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  const day = ((Math.max(date.getFullYear(), 1980) - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, data } of files) {
    const encoded = new TextEncoder().encode(name);
    // Version 2.0, names in UTF-8, stored.
    const common = fields([[2, 20], [2, 0x0800], [2, 0], [2, time], [2, day], [4, crc32(data)], [4, data.length],
      [4, data.length], [2, encoded.length], [2, 0]]);
    parts.push(fields([[4, 0x04034b50]]), common, encoded, data);
    directory.push(fields([[4, 0x02014b50], [2, 0x0314]]), common,
      fields([[2, 0], [2, 0], [2, 0], [4, (0o100644 << 16) >>> 0], [4, offset]]), encoded);
    offset += 4 + common.length + encoded.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = fields([[4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]]);
  return concatenated([...parts, ...directory, end]);
}

function fields(list) {
  const bytes = [];
  for (const [width, value] of list) {
    for (let index = 0; index < width; index++) bytes.push((value >>> (8 * index)) & 0xff);
  }
  return Uint8Array.from(bytes);
}

function concatenated(parts) {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
