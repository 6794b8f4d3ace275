// The editor: CodeMirror 6 where the set-up installed it, a plain text area where not, and until it is loaded.

import { CodeMirrorSurface } from "./editor-codemirror.js";
import { PlainSurface } from "./editor-plain.js";

/**
 * @typedef {import("./problems.js").Problem} Problem
 * @typedef {{id: number, name: string, content: string}} Opened  a file as the editor holds it; `id` outlives renaming
 */

let module = null;

/** CodeMirror, null where it is not installed. */
function loadCodeMirror() {
  module ??= import("./vendor/codemirror/index.js").catch(() => null);
  return module;
}

export class Editor {
  #host;
  #handlers;
  /** @type {PlainSurface | CodeMirrorSurface} */
  #surface;
  #file = null;
  #language = "";
  #problems = [];

  /**
   * @param {HTMLElement} host
   * @param {{change: (id: number, content: string) => void, run: () => void, format: () => void}} handlers
   */
  constructor(host, handlers) {
    this.#host = host;
    this.#handlers = handlers;
    this.#surface = new PlainSurface(host, handlers);
    this.ready = loadCodeMirror().then((CM) => {
      if (!CM) return;
      const hadFocus = this.#surface.hasFocus;
      const place = this.#surface.selection;
      this.#surface.destroy();
      this.#surface = new CodeMirrorSurface(host, handlers, CM);
      if (this.#file) {
        this.#surface.open(this.#file, this.#language);
        this.#surface.select(place);
        this.#surface.mark(this.#problemsHere());
        if (hadFocus) this.#surface.focus();
      }
    });
  }

  get isPlain() {
    return this.#surface instanceof PlainSurface;
  }

  /** @param {Opened} file @param {string} language */
  open(file, language) {
    this.#file = file;
    this.#language = language;
    this.#surface.open(file, language);
    this.#surface.mark(this.#problemsHere());
  }

  /** The same file by another name. */
  renamed(name) {
    if (this.#file) this.#file.name = name;
    this.#surface.renamed?.(name);
  }

  /** Forgets a file's history. @param {number} [id]  all of them where it is left out */
  forget(id) {
    this.#surface.forget?.(id);
  }

  /** Puts another text in place of the present one, keeping the cursor about where it was. */
  replace(content) {
    this.#surface.replace(content);
  }

  /** @param {Problem[]} problems  of all files */
  setProblems(problems) {
    this.#problems = problems;
    this.#surface.mark(this.#problemsHere());
  }

  /** @param {number} line @param {number | null} column  both from 1 */
  goTo(line, column) {
    this.#surface.goTo(line, column);
  }

  focus() {
    this.#surface.focus();
  }

  #problemsHere() {
    return this.#problems.filter((problem) => problem.file === this.#file?.name);
  }
}
