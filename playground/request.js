// Makes the body of POST /execute and POST /snippets of what the page holds, and reads a snippet back. No DOM in here.

/**
 * @typedef {{name: string, content: string, encoding?: "base64"}} SourceFile
 * @typedef {{language: string, version?: string, files: SourceFile[], stdin: string, args: string[],
 *   env?: Record<string, string>, limits?: {timeout?: number | null, memory?: number | null, output?: number | null}}} Program
 */

/** What is brought back unless the user wants others: what browsers show, and a few that one would download. */
export const defaultArtifacts = ["*.png", "*.jpg", "*.jpeg", "*.gif", "*.webp", "*.svg", "*.pdf", "*.csv", "*.zip"];

/**
 * @param {Program} program  its first file is the main one
 * @param {string} mainName  what the server calls the main file where it is not told
 */
export function snippetBody(program, mainName) {
  const [main, ...rest] = program.files;
  const body = { language: program.language };
  if (program.version) body.version = program.version;
  if (main.encoding) {
    body.files = program.files.map(wire);
    body.entry = main.name;
  } else {
    body.code = main.content;
    if (main.name !== mainName) body.entry = main.name;
    if (rest.length > 0) body.files = rest.map(wire);
  }
  if (program.stdin !== "") body.stdin = program.stdin;
  if (program.args.length > 0) body.args = program.args;
  if (program.env && Object.keys(program.env).length > 0) body.env = program.env;
  const limits = {};
  if (program.limits?.timeout) limits.timeout = `${Math.round(program.limits.timeout)}ms`;
  if (program.limits?.memory) limits.memory = Math.round(program.limits.memory);
  if (program.limits?.output) limits.output = Math.round(program.limits.output);
  if (Object.keys(limits).length > 0) body.limits = limits;
  return body;
}

/** @param {string[]} artifacts */
export function executeBody(program, mainName, artifacts) {
  const body = snippetBody(program, mainName);
  if (artifacts.length > 0) body.artifacts = artifacts.slice(0, 20);
  return body;
}

function wire(file) {
  return file.encoding ? { name: file.name, content: file.content, encoding: file.encoding } : { name: file.name, content: file.content };
}

/**
 * A stored snippet as a program.
 * @param {Record<string, any>} snippet
 * @param {string} mainName
 * @returns {Program}
 */
export function programOf(snippet, mainName) {
  const given = Array.isArray(snippet.files) ? snippet.files.map(readable) : [];
  let files = given;
  if (typeof snippet.code === "string") {
    files = [{ name: snippet.entry ?? mainName, content: snippet.code }, ...given];
  } else if (snippet.entry) {
    files = [...given.filter((file) => file.name === snippet.entry), ...given.filter((file) => file.name !== snippet.entry)];
  }
  if (files.length === 0) files = [{ name: mainName, content: "" }];
  return {
    language: snippet.language,
    version: snippet.version ?? undefined,
    files,
    stdin: typeof snippet.stdin === "string" ? snippet.stdin : "",
    args: Array.isArray(snippet.args) ? snippet.args.map(String) : [],
    env: snippet.env && typeof snippet.env === "object" ? snippet.env : undefined,
    limits: { timeout: milliseconds(snippet.limits?.timeout), memory: bytes(snippet.limits?.memory), output: bytes(snippet.limits?.output) },
  };
}

/** A file that is text although it came as base64 can be edited. */
function readable(file) {
  const plain = { name: String(file.name), content: String(file.content ?? "") };
  if (file.encoding !== "base64") return plain;
  try {
    const data = Uint8Array.from(atob(plain.content), (character) => character.charCodeAt(0));
    return { name: plain.name, content: new TextDecoder("utf-8", { fatal: true }).decode(data) };
  } catch {
    return { ...plain, encoding: "base64" };
  }
}

/** A time as the API has it: seconds, or text with a unit. */
export function milliseconds(value) {
  if (typeof value === "number") return value * 1000;
  const match = /^\s*([\d.]+)\s*(ms|s|m|h)?\s*$/.exec(value ?? "");
  return match ? Number(match[1]) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? "s"] : null;
}

/** A size as the API has it: bytes, or text with a unit. */
export function bytes(value) {
  if (typeof value === "number") return value;
  const match = /^\s*([\d.]+)\s*([KMGT]?)(i?)B?\s*$/i.exec(value ?? "");
  if (!match) return null;
  return Number(match[1]) * (match[3] ? 1024 : 1000) ** " KMGT".indexOf(match[2].toUpperCase() || " ");
}
