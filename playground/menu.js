// A button that opens a list of things to do, by the menu-button pattern of the ARIA practices.

import { icon } from "./icons.js";
import { make } from "./dom.js";

/**
 * @typedef {{label: string, detail?: string, icon?: string, checked?: boolean, disabled?: boolean, select: () => void} | "line"} Item
 * @param {HTMLButtonElement} trigger
 * @param {() => Item[]} items  asked each time the menu opens
 */
export function attachMenu(trigger, items) {
  const list = make("div", { class: "menu", role: "menu", tabIndex: -1, hidden: true });
  list.setAttribute("aria-labelledby", trigger.id);
  trigger.setAttribute("aria-haspopup", "menu");
  trigger.setAttribute("aria-expanded", "false");
  trigger.after(list);

  const entries = () => [...list.querySelectorAll("[role^=menuitem]:not([aria-disabled=true])")];
  const close = (refocus) => {
    if (list.hidden) return;
    list.hidden = true;
    trigger.setAttribute("aria-expanded", "false");
    if (refocus) trigger.focus();
  };
  const open = (last = false) => {
    list.replaceChildren(...items().map((item) => entry(item, close)));
    list.hidden = false;
    trigger.setAttribute("aria-expanded", "true");
    keepInside(list, trigger);
    entries().at(last ? -1 : 0)?.focus();
  };

  trigger.addEventListener("click", () => (list.hidden ? open() : close(true)));
  trigger.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open(event.key === "ArrowUp");
  });
  list.addEventListener("keydown", (event) => {
    const all = entries();
    const index = all.indexOf(document.activeElement);
    let next = null;
    if (event.key === "ArrowDown") next = all[(index + 1) % all.length];
    else if (event.key === "ArrowUp") next = all[(index - 1 + all.length) % all.length];
    else if (event.key === "Home") next = all[0];
    else if (event.key === "End") next = all.at(-1);
    else if (event.key === "Escape") close(true);
    else if (event.key === "Tab") return close(false);
    else if (event.key.length === 1 && /\S/.test(event.key)) {
      const after = [...all.slice(index + 1), ...all.slice(0, index + 1)];
      next = after.find((one) => one.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()));
    } else return;
    event.preventDefault();
    event.stopPropagation();
    next?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!list.contains(event.target) && !trigger.contains(event.target)) close(false);
  });
  list.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !list.contains(event.relatedTarget) && event.relatedTarget !== trigger) close(false);
  });
}

function entry(item, close) {
  if (item === "line") return make("div", { class: "menu-line", role: "separator" });
  const checkable = item.checked !== undefined;
  const element = make("button", {
    type: "button", role: checkable ? "menuitemradio" : "menuitem", tabIndex: -1, class: "menu-item",
    "aria-disabled": item.disabled ? "true" : undefined, "aria-checked": checkable ? String(item.checked) : undefined,
    onclick: () => {
      if (item.disabled) return;
      close(true);
      item.select();
    },
  });
  if (item.icon) element.append(icon(item.icon));
  element.append(make("span", { class: "menu-label" }, item.label, item.detail ? make("small", {}, item.detail) : null));
  if (item.checked) element.append(icon("check"));
  return element;
}

/** Moves a list that would stand out of the window at the side back into it. */
export function keepInside(list, trigger) {
  list.style.left = list.style.right = "";
  const box = list.getBoundingClientRect();
  const parent = (list.offsetParent ?? document.body).getBoundingClientRect();
  const start = trigger.getBoundingClientRect().left;
  const left = Math.max(8, Math.min(start, document.documentElement.clientWidth - box.width - 8));
  list.style.left = `${left - parent.left}px`;
  list.style.right = "auto";
}
