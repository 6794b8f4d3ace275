// The program that is being edited: its language, files, input and arguments. Everything it holds is in the store's state;
// this is what changes it, and what shows it.

import { askText, notify } from "./dialogs.js";
import { examplesOf, fileNameProblem, mainFileName } from "./languages.js";
import { formatArguments, parseArguments } from "./arguments.js";
import { byID } from "./dom.js";

export class Workspace {
  #store;
  #editor;
  #tabs;
  #stdin = byID("stdin");
  #arguments = byID("arguments");
  #argumentsProblem = byID("arguments-problem");
  #ids = new WeakMap();
  #nextID = 1;
  #changed;
  /** @type {import("./languages.js").Language} */
  language = { id: "text", name: "Text", aliases: [], extensions: ["txt"], version: null, available: false };

  /**
   * @param {import("./state.js").Store} store
   * @param {import("./editor.js").Editor} editor
   * @param {import("./tabs.js").FileTabs} tabs
   * @param {() => void} changed  something of the program is other than it was
   */
  constructor(store, editor, tabs, changed) {
    this.#store = store;
    this.#editor = editor;
    this.#tabs = tabs;
    this.#changed = changed;
    this.#stdin.addEventListener("input", () => {
      this.document.stdin = this.#stdin.value;
      this.#touch();
    });
    this.#arguments.addEventListener("input", () => {
      this.document.args = this.#arguments.value;
      this.#checkArguments();
      this.#touch();
    });
  }

  /** @returns {import("./state.js").Document} */
  get document() {
    return this.#store.state.documents[this.language.id];
  }

  get mainName() {
    return mainFileName(this.language);
  }

  get fileNames() {
    return this.document.files.map((file) => file.name);
  }

  get activeFile() {
    return this.document.files[this.document.active];
  }

  /** @param {import("./languages.js").Language} language */
  open(language) {
    this.language = language;
    this.#store.state.language = language.id;
    if (!this.document) {
      const [example] = examplesOf(language);
      this.#store.state.documents[language.id] = this.#documentOf(example ?? { code: "" });
    }
    this.show();
    this.#touch();
  }

  /** @param {import("./languages.js").Example} example */
  loadExample(example) {
    const before = this.document;
    this.#store.state.documents[this.language.id] = this.#documentOf(example);
    this.show();
    this.#touch();
    return () => {
      this.#store.state.documents[this.language.id] = before;
      this.show();
      this.#touch();
    };
  }

  /** @param {import("./request.js").Program} program  of the present language */
  load(program) {
    this.#store.state.documents[this.language.id] = {
      files: program.files, active: 0, stdin: program.stdin, args: formatArguments(program.args), used: Date.now(),
      ...(program.version ? { version: program.version } : {}), ...(program.env ? { env: program.env } : {}),
    };
    if (program.limits) {
      const { timeout = null, memory = null, output = null } = program.limits;
      this.#store.state.limits = { timeout, memory, output };
    }
    this.show();
    this.#touch();
  }

  show() {
    const { document } = this;
    this.#stdin.value = document.stdin;
    this.#arguments.value = document.args;
    this.#checkArguments();
    this.#showFile();
  }

  /**
   * The program as it would run now.
   * @returns {{program: import("./request.js").Program | null, problem: string | null}}
   */
  program() {
    const { document } = this;
    const { args, error } = parseArguments(document.args);
    if (error) return { program: null, problem: `Arguments: ${error}.` };
    return {
      problem: null,
      program: {
        language: this.language.id, version: document.version, files: document.files, stdin: document.stdin, args,
        env: document.env, limits: this.#store.state.limits,
      },
    };
  }

  edited(id, content) {
    const file = this.document?.files.find((file) => this.#idOf(file) === id);
    if (!file) return;
    file.content = content;
    // What was edited as text is text.
    delete file.encoding;
    this.#touch();
  }

  select(index) {
    this.document.active = index;
    this.#showFile();
    this.#touch();
  }

  async addFile() {
    const { document } = this;
    const extension = this.mainName.split(".").at(-1);
    let suggestion = `util.${extension}`;
    for (let number = 2; this.fileNames.includes(suggestion); number++) suggestion = `util${number}.${extension}`;
    const name = await askText("Add a file", {
      label: "Name", value: suggestion, confirm: "Add",
      check: (name) => (document.files.length >= 100 ? "At most 100 files." : fileNameProblem(name, this.fileNames)),
    });
    if (name === null) return;
    document.files.push({ name, content: "" });
    this.select(document.files.length - 1);
    this.#editor.focus();
  }

  async renameFile(index) {
    const file = this.document.files[index];
    const others = this.fileNames.filter((_, other) => other !== index);
    const name = await askText(`Rename ${file.name}`, {
      label: "Name", value: file.name, confirm: "Rename", check: (name) => fileNameProblem(name, others),
    });
    if (name === null || name === file.name) return;
    file.name = name;
    this.#showTabs();
    if (index === this.document.active) this.#editor.renamed(name);
    this.#touch();
  }

  closeFile(index) {
    const { document } = this;
    const [file] = document.files.splice(index, 1);
    const active = document.active;
    if (active >= index) document.active = Math.max(0, active - 1);
    this.#showFile();
    this.#touch();
    notify(`${file.name} is closed.`, {
      label: "Undo",
      run: () => {
        if (!this.document.files.includes(file) && this.document === document) {
          document.files.splice(index, 0, file);
          this.select(index);
        }
      },
    });
  }

  /** @param {{file: string, line: number, column: number | null}} place */
  goTo({ file, line, column }) {
    const index = this.fileNames.indexOf(file);
    if (index < 0) return;
    if (index !== this.document.active) this.select(index);
    this.#editor.goTo(line, column);
  }

  #documentOf(example) {
    return {
      files: [{ name: this.mainName, content: example.code.replace(/^\n/, "") }], active: 0, stdin: example.stdin ?? "",
      args: formatArguments(example.args ?? []), used: Date.now(),
    };
  }

  #idOf(file) {
    let id = this.#ids.get(file);
    if (!id) this.#ids.set(file, (id = this.#nextID++));
    return id;
  }

  #showFile() {
    const file = this.activeFile;
    this.#showTabs();
    this.#editor.open({ id: this.#idOf(file), name: file.name, content: file.content }, this.language.id);
  }

  #showTabs() {
    this.#tabs.show(this.fileNames, this.document.active);
  }

  #checkArguments() {
    const { error } = parseArguments(this.#arguments.value);
    this.#argumentsProblem.textContent = error ? `Not complete: ${error}.` : "";
    this.#arguments.setAttribute("aria-invalid", String(Boolean(error)));
  }

  #touch() {
    this.document.used = Date.now();
    this.#store.changed();
    this.#changed();
  }
}
