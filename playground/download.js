// Takes the program home: one file as it is, several as an archive.

import { saveBlob } from "./dom.js";
import { zip } from "./zip.js";

/**
 * @param {string} language
 * @param {import("./request.js").SourceFile[]} files
 */
export function downloadProgram(language, files) {
  const data = ({ content, encoding }) => encoding === "base64"
    ? Uint8Array.from(atob(content), (character) => character.charCodeAt(0)) : new TextEncoder().encode(content);
  const download = (bytes, name, type) => saveBlob(new Blob([bytes], { type }), name);
  if (files.length === 1) download(data(files[0]), files[0].name.split("/").at(-1), "text/plain");
  else download(zip(files.map((file) => ({ name: file.name, data: data(file) }))), `${language}.zip`, "application/zip");
}
