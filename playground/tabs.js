// The program's files as tabs, by the ARIA practices: arrows move, Enter or F2 renames the one that is open, Delete closes it.

import { icon } from "./icons.js";
import { make } from "./dom.js";

export class FileTabs {
  #element;
  #handlers;

  /**
   * @param {HTMLElement} element
   * @param {{select: (index: number) => void, rename: (index: number) => void, close: (index: number) => void}} handlers
   */
  constructor(element, handlers) {
    this.#element = element;
    this.#handlers = handlers;
    element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {string[]} names  the main file's first @param {number} active */
  show(names, active) {
    const hadFocus = this.#element.contains(document.activeElement);
    this.#element.replaceChildren(...names.map((name, index) => {
      const selected = index === active;
      const tab = make("button", {
        type: "button", role: "tab", class: "tab", "aria-selected": String(selected), tabIndex: selected ? 0 : -1,
        "aria-controls": "editor", title: `${name}${index === 0 ? " (main file)" : ""}${selected ? " — press again to rename" : ""}`,
        onclick: () => (selected ? this.#handlers.rename(index) : this.#handlers.select(index)),
      }, make("span", { class: "tab-name" }, name));
      const holder = make("div", { class: "tab-holder", role: "presentation" }, tab);
      if (index > 0) {
        holder.append(make("button", {
          type: "button", class: "tab-close", "aria-label": `Close ${name}`, title: `Close ${name}`,
          onclick: () => this.#handlers.close(index),
        }, icon("close")));
      }
      return holder;
    }));
    const current = this.#element.querySelector("[aria-selected=true]");
    if (hadFocus) current?.focus();
    current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #key(event) {
    const tabs = [...this.#element.querySelectorAll("[role=tab]")];
    const index = tabs.indexOf(event.target);
    if (index < 0) return;
    let next = null;
    if (event.key === "ArrowRight") next = (index + 1) % tabs.length;
    else if (event.key === "ArrowLeft") next = (index - 1 + tabs.length) % tabs.length;
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = tabs.length - 1;
    else if (event.key === "F2") this.#handlers.rename(index);
    else if (event.key === "Delete" && index > 0) this.#handlers.close(index);
    else return;
    event.preventDefault();
    if (next !== null && next !== index) {
      this.#handlers.select(next);
      this.#element.querySelectorAll("[role=tab]")[next]?.focus();
    }
  }
}
