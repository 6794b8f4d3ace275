// The terminal of interactive runs: xterm.js, loaded when the first one is wanted.
// xterm makes <style> elements and style attributes, which the page's policy forbids for good reasons. It takes the document
// that it works with as an option, so it gets one whose style elements fill a constructed style sheet. Its spans set the
// attribute by name, so spans do that through the object model here, which the policy allows and which comes to the same.

import { make } from "./dom.js";

let loading = null;

/** @returns {Promise<{Terminal: any, FitAddon: any}>} */
export function loadTerminal() {
  loading ??= Promise.all([
    import("./vendor/xterm/index.js"),
    new Promise((resolve, reject) => {
      const link = make("link", { rel: "stylesheet", href: new URL("./vendor/xterm/xterm.css", import.meta.url).href });
      link.onload = resolve;
      link.onerror = () => reject(new Error("xterm.css is missing"));
      document.head.append(link);
    }),
  ]).then(([module]) => {
    HTMLSpanElement.prototype.setAttribute = function (name, value) {
      if (name === "style") this.style.cssText = value;
      else Element.prototype.setAttribute.call(this, name, value);
    };
    return module;
  }, (error) => {
    loading = null;
    throw error;
  });
  return loading;
}

export class TerminalView {
  #element;
  #handlers;
  #terminal = null;
  #fit = null;
  #observer = null;
  #running = false;
  #written = 0;
  /** The beginning of what was written, to look for problems in. */
  #text = "";
  #decoder = new TextDecoder();

  /**
   * @param {HTMLElement} element
   * @param {{input: (data: string) => void, resize: (columns: number, rows: number) => void,
   *   locate: (location: any) => void, copy: (text: string) => void}} handlers
   */
  constructor(element, handlers) {
    this.#element = element;
    this.#handlers = handlers;
  }

  get isReady() {
    return this.#terminal !== null;
  }

  get size() {
    return { columns: this.#terminal?.cols ?? 80, rows: this.#terminal?.rows ?? 24 };
  }

  get text() {
    return this.#text;
  }

  async load() {
    const { Terminal, FitAddon } = await loadTerminal();
    if (this.#terminal) return;
    const terminal = new Terminal({
      documentOverride: documentWithoutInlineStyles(),
      convertEol: false,
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      fontFamily: getComputedStyle(this.#element).getPropertyValue("--mono").trim() || "monospace",
      fontSize: matchMedia("(pointer: coarse)").matches ? 14 : 13,
      lineHeight: 1.25,
      scrollback: 10_000,
      minimumContrastRatio: 4.5,
      screenReaderMode: false,
      // Links that a program wrote are not followed.
      linkHandler: { activate: () => {} },
      theme: this.#theme(),
    });
    this.#fit = new FitAddon();
    terminal.loadAddon(this.#fit);
    terminal.attachCustomKeyEventHandler((event) => this.#key(event));
    terminal.open(this.#element);
    terminal.textarea?.setAttribute("aria-label", "Terminal. F6 leaves it.");
    terminal.onData((data) => {
      if (this.#running) this.#handlers.input(data);
    });
    terminal.onBinary((data) => {
      if (this.#running) this.#handlers.input(data);
    });
    terminal.onResize(({ cols, rows }) => this.#handlers.resize(cols, rows));
    this.#terminal = terminal;
    this.#observer = new ResizeObserver(() => this.fit());
    this.#observer.observe(this.#element);
    this.fit();
    document.fonts?.ready.then(() => this.fit());
  }

  fit() {
    if (!this.#terminal || this.#element.clientWidth === 0 || this.#element.clientHeight === 0) return;
    try {
      this.#fit.fit();
    } catch {
      // Not drawn yet: the observer comes again.
    }
  }

  themeChanged() {
    if (this.#terminal) this.#terminal.options.theme = this.#theme();
  }

  focus() {
    this.#terminal?.focus();
  }

  clear() {
    this.#terminal?.reset();
    this.#text = "";
    this.#written = 0;
    this.#decoder = new TextDecoder();
  }

  get isEmpty() {
    return this.#written === 0;
  }

  /** Whether keys go to a program. */
  set running(running) {
    this.#running = running;
    if (this.#terminal) this.#terminal.options.disableStdin = !running;
  }

  /** @param {{text?: string, base64?: string, phase?: string}} data */
  write(data) {
    if (!this.#terminal) return;
    let content;
    if (data.text === undefined) {
      content = Uint8Array.from(atob(data.base64 ?? ""), (character) => character.charCodeAt(0));
      this.#remember(this.#decoder.decode(content, { stream: true }));
    } else {
      // Compilers have no terminal that would turn \n into \r\n.
      content = data.phase === "compile" ? data.text.replace(/\r?\n/g, "\r\n") : data.text;
      this.#remember(data.text);
    }
    this.#written += content.length;
    this.#terminal.write(content);
  }

  /** What is in the terminal, as text. */
  contents() {
    const buffer = this.#terminal?.buffer.normal;
    if (!buffer) return "";
    let text = "";
    for (let index = 0; index < buffer.length; index++) {
      const line = buffer.getLine(index);
      text += (index > 0 && !line.isWrapped ? "\n" : "") + line.translateToString(!buffer.getLine(index + 1)?.isWrapped);
    }
    return `${text.trimEnd()}\n`;
  }

  /**
   * Makes places in the user's files something to click on.
   * @param {import("./problems.js").ProblemFinder} finder
   */
  linkPlaces(finder) {
    this.#links?.dispose();
    this.#links = this.#terminal?.registerLinkProvider({
      provideLinks: (number, answer) => {
        const text = this.#terminal.buffer.active.getLine(number - 1)?.translateToString(true) ?? "";
        answer(finder.locate(text).map((place) => ({
          text: text.slice(place.start, place.end),
          range: { start: { x: place.start + 1, y: number }, end: { x: place.end, y: number } },
          activate: () => this.#handlers.locate(place),
        })));
      },
    });
  }

  #links = null;

  #remember(text) {
    if (this.#text.length < 200_000) this.#text += text;
  }

  /** False: not for the terminal. */
  #key(event) {
    if (event.key === "F6") return false;
    if (event.key === "Tab" && !this.#running) return false;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return false;
    const letter = event.key.toLowerCase();
    if (event.metaKey && (letter === "c" || letter === "v")) return false;
    if (event.ctrlKey && letter === "v") return false;
    if (event.ctrlKey && letter === "c" && (event.shiftKey || this.#terminal.hasSelection())) {
      if (event.type === "keydown") {
        event.preventDefault();
        this.#handlers.copy(this.#terminal.getSelection());
        this.#terminal.clearSelection();
      }
      return false;
    }
    return true;
  }

  #theme() {
    const style = getComputedStyle(this.#element);
    const colour = (name) => style.getPropertyValue(name).trim() || undefined;
    const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
    const theme = {
      background: colour("--output-ground"), foreground: colour("--text"), cursor: colour("--accent"),
      cursorAccent: colour("--output-ground"), selectionBackground: colour("--selection"),
    };
    names.forEach((name, index) => {
      theme[name] = colour(`--ansi-${index}`);
      theme[`bright${name[0].toUpperCase()}${name.slice(1)}`] = colour(`--ansi-${index + 8}`);
    });
    return theme;
  }
}

function documentWithoutInlineStyles() {
  const createElement = (name, options) => {
    if (name !== "style") return document.createElement(name, options);
    // It has to be a node, since xterm puts it into the page and takes it out again.
    const stand = document.createElement("i");
    stand.hidden = true;
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    Object.defineProperty(stand, "textContent", { get: () => "", set: (css) => sheet.replaceSync(css) });
    stand.remove = () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
      Element.prototype.remove.call(stand);
    };
    return stand;
  };
  return new Proxy(document, {
    get(target, property) {
      if (property === "createElement") return createElement;
      const value = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  });
}
