// The settings of runs: the limits that the user may choose below the server's caps, and the files to bring back.

import { formatSize, formatTime } from "./outcome.js";
import { bytes, defaultArtifacts, milliseconds } from "./request.js";
import { ask } from "./dialogs.js";
import { make } from "./dom.js";

const times = [1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000];
const outputs = [1, 2, 4, 8, 16, 32, 64].map((size) => size * 1024 * 1024);
const sizes = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768].map((size) => size * 1024 * 1024);

/** The caps and defaults as numbers, whether the server wrote numbers or text. */
export function soundLimits(limits) {
  const sound = (given) => ({
    timeout: typeof given.timeout === "number" ? given.timeout : milliseconds(given.timeout),
    memory: bytes(given.memory), output: bytes(given.output),
  });
  return { caps: sound(limits.caps), defaults: sound(limits.defaults) };
}

/**
 * @param {import("./state.js").State} state
 * @param {ReturnType<typeof soundLimits>} limits
 * @returns {Promise<boolean>}  whether something was chosen
 */
export async function askSettings(state, { caps, defaults }) {
  const timeout = choice("setting-timeout", times, formatTime, caps.timeout, defaults.timeout, state.limits.timeout);
  const memory = choice("setting-memory", sizes, formatSize, caps.memory, defaults.memory, state.limits.memory);
  const output = choice("setting-output", outputs, formatSize, caps.output, defaults.output, state.limits.output);
  const artifacts = make("input", {
    type: "text", class: "field", id: "setting-artifacts", spellcheck: false, value: state.artifacts ?? defaultArtifacts.join(" "),
    "aria-describedby": "setting-artifacts-help",
  });
  const accepted = await ask("Settings", [
    make("div", { class: "field-grid" },
      make("label", { for: "setting-timeout", class: "field-label" }, "Time limit"), timeout,
      make("label", { for: "setting-memory", class: "field-label" }, "Memory limit"), memory,
      make("label", { for: "setting-output", class: "field-label" }, "Output limit"), output),
    make("label", { for: "setting-artifacts", class: "field-label" }, "Files to bring back"), artifacts,
    make("p", { class: "dialog-text quiet", id: "setting-artifacts-help" },
      "Patterns, with spaces between them. Pictures are shown, other files can be downloaded. Empty: none."),
    make("p", { class: "dialog-text quiet" }, "A program in the terminal may take as long as the server allows."),
  ], {
    confirm: "Save",
    check: () => (artifacts.value.trim().split(/\s+/).length > 20 ? "At most 20 patterns." : null),
  });
  if (!accepted) return false;
  state.limits = { timeout: Number(timeout.value) || null, memory: Number(memory.value) || null, output: Number(output.value) || null };
  const patterns = artifacts.value.trim().split(/\s+/).join(" ");
  state.artifacts = patterns === defaultArtifacts.join(" ") ? null : patterns;
  return true;
}

function choice(id, values, format, cap, usual, chosen) {
  const select = make("select", { class: "field", id });
  select.append(make("option", { value: "" }, usual ? `Usual (${format(usual)})` : "Usual"));
  const offered = values.filter((value) => !cap || value <= cap);
  if (cap && !offered.includes(cap)) offered.push(cap);
  if (chosen && (!cap || chosen <= cap) && !offered.includes(chosen)) offered.push(chosen);
  for (const value of offered.sort((a, b) => a - b)) {
    select.append(make("option", { value: String(value), selected: value === chosen }, format(value)));
  }
  return select;
}
