// The choice of language: a combobox with a list, by the ARIA practices. Typing searches, arrows choose.

import { installHint, searchLanguages } from "./languages.js";
import { make } from "./dom.js";

export class LanguagePicker {
  #input;
  #list;
  #select;
  /** @type {import("./languages.js").Language[]} */
  #languages = [];
  #current = null;
  #shown = [];
  #active = -1;

  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   * @param {(language: import("./languages.js").Language) => void} select
   */
  constructor(input, list, select) {
    this.#input = input;
    this.#list = list;
    this.#select = select;
    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => {
      if (!list.hidden) return;
      input.select();
      this.#open("");
    });
    input.addEventListener("input", () => this.#open(input.value));
    input.addEventListener("blur", () => this.#close());
    input.addEventListener("keydown", (event) => this.#key(event));
    // Pressing must not take the focus away from the field, or the list would be gone before the click.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#choose(Number(option.dataset.index));
    });
  }

  set languages(languages) {
    this.#languages = languages;
  }

  /** @param {import("./languages.js").Language} language */
  set current(language) {
    this.#current = language;
    this.#input.value = language.name;
  }

  #open(query) {
    this.#shown = searchLanguages(this.#languages, query);
    const present = this.#shown.indexOf(this.#current);
    this.#active = query === "" && present >= 0 ? present : this.#shown.findIndex((language) => language.available);
    const options = this.#shown.map((language, index) => make("div", {
      role: "option", id: `language-${language.id}`, class: "option", "aria-disabled": language.available ? undefined : "true",
      dataset: { index: String(index) },
    },
    make("span", { class: "option-name" }, language.name),
    make("span", { class: "option-version" }, language.available ? language.version ?? "" : "not installed"),
    language.available ? null : make("span", { class: "option-hint" }, installHint(language))));
    this.#list.replaceChildren(...(options.length > 0 ? options
      : [make("div", { class: "option-none", role: "presentation" }, "No language of that name.")]));
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    this.#mark();
  }

  #close() {
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
    if (this.#current) this.#input.value = this.#current.name;
  }

  #mark() {
    [...this.#list.children].forEach((option, index) => {
      if (option.getAttribute("role") !== "option") return;
      option.setAttribute("aria-selected", String(index === this.#active));
      option.classList.toggle("is-current", this.#shown[index] === this.#current);
    });
    const option = this.#list.children[this.#active];
    if (option?.id) {
      this.#input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.#input.removeAttribute("aria-activedescendant");
  }

  #choose(index) {
    const language = this.#shown[index];
    if (!language?.available) return;
    this.current = language;
    this.#close();
    // A keyboard on the screen has done its duty.
    if (matchMedia("(pointer: coarse)").matches) this.#input.blur();
    this.#select(language);
  }

  #key(event) {
    const isOpen = !this.#list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return this.#open("");
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = this.#shown.length;
      if (count > 0) this.#active = (this.#active + step + count) % count;
      this.#mark();
    } else if (event.key === "Enter" && isOpen && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#choose(this.#active);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
      this.#input.select();
    }
  }
}
