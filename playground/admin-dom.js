// Makes elements. Everything that comes from the server goes through text nodes or attributes, never through a parser.

const svgSpace = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** `h("td", { class: "number" }, "12")` */
export function h(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for an element of SVG. */
export function s(name, attributes, ...children) {
  return filled(document.createElementNS(svgSpace, name), attributes, children);
}

/** A table with a caption and column headings; its cells are wrapped so that it scrolls by itself on a narrow screen. */
export function table(caption, headings, rows = []) {
  const body = h("tbody", {}, rows);
  const element = h(
    "div", { class: "scroll", role: "region", "aria-label": caption, tabindex: "0" },
    h(
      "table", {},
      h("caption", { class: "hidden" }, caption),
      h("thead", {}, h("tr", {}, headings.map((text) => h("th", { scope: "col" }, text)))),
      body,
    ),
  );
  return { element, body };
}

/** A table's row of texts and elements. */
export function row(cells) {
  return h("tr", {}, cells.map((cell) => h("td", {}, cell ?? "")));
}

/** Names and values. */
export function facts(entries) {
  return h(
    "dl", { class: "facts" },
    entries.filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

const moods = {
  UP: "good", COMPLETED: "good", completed: "good", active: "good",
  RUNNING: "busy", SCHEDULED: "busy", PENDING: "busy", CREATED: "busy",
  DOWN: "bad", FAILED: "bad", missing: "bad", "internal-error": "bad",
  failed: "odd", signaled: "odd", "compile-error": "odd", weaker: "odd", timeout: "odd", "cpu-limit": "odd",
  "memory-limit": "odd", "process-limit": "odd", "output-limit": "odd", "disk-limit": "odd",
};

/** A state or an outcome. Its word says all; the colour only repeats it. */
export function badge(text) {
  return text ? h("span", { class: `badge ${moods[text] ?? ""}` }, text) : "";
}
