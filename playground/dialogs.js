// Questions and short messages. Dialogs are the browser's own, which keep the focus inside and give it back.

import { button, copyText, isMac, make } from "./dom.js";

/**
 * @param {string} title
 * @param {(Node | string)[]} content
 * @param {{confirm?: string, cancel?: string | null, check?: () => string | null}} [options]
 *   `check` says what is wrong with what was entered
 * @returns {Promise<boolean>}
 */
export function ask(title, content, { confirm = "OK", cancel = "Cancel", check } = {}) {
  return new Promise((resolve) => {
    const problem = make("p", { class: "dialog-problem", role: "alert" });
    let accepted = false;
    const form = make("form", { method: "dialog", class: "dialog-body", onsubmit: (event) => {
      event.preventDefault();
      const message = check?.() ?? null;
      problem.textContent = message ?? "";
      if (message) return;
      accepted = true;
      dialog.close();
    } },
    make("h2", { id: "dialog-title" }, title), ...content, problem,
    make("div", { class: "dialog-actions" },
      cancel ? button(cancel, { class: "button", onclick: () => dialog.close() }) : null,
      make("button", { type: "submit", class: "button primary" }, confirm)));
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(accepted);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
    form.querySelector("#dialog-input")?.select();
  });
}

/** @returns {Promise<string | null>} */
export async function askText(title, { label, value = "", confirm, check = () => null, secret = false, explain }) {
  const input = make("input", {
    type: secret ? "password" : "text", value, id: "dialog-input", autocomplete: secret ? "current-password" : "off",
    spellcheck: false, class: "field",
  });
  input.setAttribute("autocapitalize", "off");
  const content = [make("label", { for: "dialog-input", class: "field-label" }, label), input];
  if (explain) content.unshift(make("p", { class: "dialog-text" }, explain));
  const accepted = await ask(title, content, { confirm, check: () => check(input.value.trim()) });
  return accepted ? input.value.trim() : null;
}

/** @param {string} url */
export async function showLink(url, copied) {
  const input = make("input", { type: "text", value: url, readOnly: true, class: "field", id: "dialog-input", onfocus: () => input.select() });
  const copy = button("Copy", {
    icon: "copy", class: "button",
    onclick: async () => notify((await copyText(url)) ? "Link copied." : "Copy it from the field."),
  });
  await ask("A link to this program", [
    make("p", { class: "dialog-text" }, copied
      ? "The link is copied. Whoever has it sees the code, the input and the arguments as they are now."
      : "Whoever has the link sees the code, the input and the arguments as they are now."),
    make("label", { for: "dialog-input", class: "field-label" }, "Link"),
    make("div", { class: "field-row" }, input, copy),
    make("p", { class: "dialog-text quiet" }, "To show it in a page of yours, add ", make("code", {}, "?embed"), " and use it as a frame’s address."),
  ], { confirm: "Done", cancel: null });
}

export function showKeys() {
  const command = isMac ? "⌘" : "Ctrl";
  const keys = [
    [`${command} Enter`, "run the program"], [`${command} S`, "format it"], [`${command} F`, "search in the editor"],
    ["Escape, Tab", "leave the editor"], ["F6", "go to the next part of the page, also out of the terminal"],
    ["F2", "rename a file, on its tab"], ["Ctrl C, Ctrl D", "in the terminal: interrupt, end of the input"],
  ];
  ask("Keyboard", [make("dl", { class: "keys" }, ...keys.flatMap(([key, what]) => [
    make("dt", {}, make("kbd", {}, key)), make("dd", {}, what),
  ]))], { confirm: "Done", cancel: null });
}

/**
 * A message that goes by itself, with at most one thing to do about it.
 * @param {string} text
 * @param {{label: string, run: () => void} | null} [action]
 */
export function notify(text, action = null, tone = "calm") {
  const holder = document.getElementById("notices");
  const notice = make("div", { class: `notice ${tone}` }, make("span", {}, text));
  let timer = null;
  const close = () => {
    clearTimeout(timer);
    notice.remove();
  };
  if (action) notice.append(button(action.label, { class: "notice-action", onclick: () => { close(); action.run(); } }));
  notice.append(button("Close this message", { icon: "close", iconOnly: true, class: "notice-close", onclick: close }));
  holder.replaceChildren(notice);
  const wait = () => { timer = setTimeout(close, action ? 9000 : 5000); };
  notice.addEventListener("pointerenter", () => clearTimeout(timer));
  notice.addEventListener("pointerleave", wait);
  notice.addEventListener("focusin", () => clearTimeout(timer));
  notice.addEventListener("focusout", wait);
  wait();
}
