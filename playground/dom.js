// The few helpers that make elements. Text is always set as text: nothing here, or elsewhere, parses HTML.

import { icon } from "./icons.js";

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties]  `class`, `dataset`, `on...` listeners, `aria-...` attributes, else properties
 * @param {...(Node | string | null | false)} children
 * @returns {HTMLElement}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") element.className = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith("aria-") || name === "role" || name === "for" || name === "download") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

/** A button with a picture, a label, or both. */
export function button(label, { icon: name, iconOnly = false, ...properties } = {}) {
  const content = [];
  if (name) content.push(icon(name));
  if (!iconOnly) content.push(make("span", {}, label));
  return make("button", { type: "button", ...(iconOnly ? { "aria-label": label, title: label } : {}), ...properties }, ...content);
}

/** @param {string} id @returns {any} */
export function byID(id) {
  return document.getElementById(id);
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform ?? "");

/** Puts text on the clipboard, also where the page is not on a secure origin (another machine by plain HTTP). */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", { value: text, readOnly: true, class: "off-screen" });
    const focused = document.activeElement;
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    let copied = false;
    try {
      copied = document.execCommand("copy");
    } catch {
      copied = false;
    }
    area.remove();
    focused?.focus?.();
    return copied;
  }
}

/** @param {Blob} blob @param {string} name */
export function saveBlob(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
