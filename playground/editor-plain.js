// The editor without CodeMirror: a text area with the least that makes it bearable. Tab indents, a new line keeps the
// indentation.

import { indentUnitFor } from "./languages.js";
import { make } from "./dom.js";

export class PlainSurface {
  #area;
  #id = 0;
  #unit = "    ";
  #language = "";
  #leaving = false;

  constructor(host, handlers) {
    this.#area = make("textarea", {
      class: "plain-editor", spellcheck: false, wrap: "off", autocapitalize: "off", autocomplete: "off",
      "aria-label": "Code", "aria-describedby": "editor-help",
    });
    this.#area.setAttribute("autocorrect", "off");
    this.#area.addEventListener("input", () => handlers.change(this.#id, this.#area.value));
    this.#area.addEventListener("keydown", (event) => this.#key(event, handlers));
    host.replaceChildren(this.#area);
  }

  get hasFocus() {
    return document.activeElement === this.#area;
  }

  get selection() {
    return { from: this.#area.selectionStart, to: this.#area.selectionEnd };
  }

  destroy() {
    this.#area.remove();
  }

  open(file, language) {
    this.#id = file.id;
    this.#language = language;
    this.#unit = indentUnitFor(language, file.content);
    this.#area.value = file.content;
    this.#area.setSelectionRange(0, 0);
  }

  replace(content) {
    const { from } = this.selection;
    this.#area.value = content;
    this.#area.setSelectionRange(from, from);
    this.#area.dispatchEvent(new Event("input"));
  }

  mark() {}

  goTo(line, column) {
    const lines = this.#area.value.split("\n");
    const before = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const from = before + Math.min((column ?? 1) - 1, lines[line - 1]?.length ?? 0);
    this.#area.focus();
    this.#area.setSelectionRange(from, column ? from : before + (lines[line - 1]?.length ?? 0));
    this.#area.scrollTop = Math.max(0, (line - 5) * (this.#area.scrollHeight / Math.max(lines.length, 1)));
  }

  focus() {
    this.#area.focus();
  }

  #key(event, handlers) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      handlers.run();
      return;
    }
    // Escape, then Tab, leaves the editor as it does in CodeMirror.
    const leaving = this.#leaving;
    this.#leaving = event.key === "Escape" || (leaving && event.key === "Shift");
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Tab" && !event.shiftKey && !leaving) {
      event.preventDefault();
      this.#insert(this.#unit);
    } else if (event.key === "Enter") {
      const { value, selectionStart } = this.#area;
      const line = value.slice(value.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart);
      const deeper = (this.#language === "python" ? /:\s*$/ : /[{([]\s*$/).test(line) ? this.#unit : "";
      event.preventDefault();
      this.#insert(`\n${/^\s*/.exec(line)[0]}${deeper}`);
    }
  }

  #insert(text) {
    // The old command keeps the history for undoing; where a browser has lost it, the text still comes.
    if (!document.execCommand?.("insertText", false, text)) {
      this.#area.setRangeText(text, this.#area.selectionStart, this.#area.selectionEnd, "end");
      this.#area.dispatchEvent(new Event("input"));
    }
  }
}
