// The editor with CodeMirror 6. It lives in a shadow root, because there CodeMirror uses constructed style sheets, and the
// page's policy needs no exception for styles.

import { highlightStyle, theme } from "./editor-theme.js";
import { indentUnitFor } from "./languages.js";
import { isMac, make } from "./dom.js";

export class CodeMirrorSurface {
  #CM;
  #view;
  #handlers;
  #id = 0;
  #name = "";
  /** A state per file, so that each tab has its own history, cursor and scroll position. */
  #states = new Map();
  #languageSlot;
  #setProblems;
  #extensions;

  constructor(host, handlers, CM) {
    this.#CM = CM;
    this.#handlers = handlers;
    this.#languageSlot = new CM.Compartment();
    this.#extensions = this.#makeExtensions();
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    this.#view = new CM.EditorView({ root, parent: root });
    host.classList.add("has-codemirror");
  }

  get hasFocus() {
    return this.#view.hasFocus;
  }

  open(file, language) {
    const CM = this.#CM;
    if (this.#id && this.#states.has(this.#id)) this.#keep();
    this.#id = file.id;
    this.#name = file.name;
    const kept = this.#states.get(file.id);
    if (kept && kept.state.doc.toString() === file.content) {
      this.#view.setState(kept.state);
      this.#view.dispatch({ effects: kept.scroll });
    } else {
      const unit = indentUnitFor(language, file.content);
      const state = CM.EditorState.create({
        doc: file.content,
        extensions: [
          this.#extensions,
          CM.indentUnit.of(unit),
          CM.EditorState.tabSize.of(unit === "\t" ? 4 : unit.length),
          this.#languageSlot.of([]),
        ],
      });
      this.#view.setState(state);
      this.#keep();
    }
    this.#loadMode();
  }

  renamed(name) {
    this.#name = name;
    this.#loadMode();
  }

  forget(id) {
    if (id === undefined) this.#states.clear();
    else this.#states.delete(id);
  }

  select({ from, to }) {
    const length = this.#view.state.doc.length;
    this.#view.dispatch({ selection: { anchor: Math.min(from, length), head: Math.min(to, length) } });
  }

  replace(content) {
    const old = this.#view.state.doc.toString();
    if (old === content) return;
    // Only what differs is replaced, line by line where there is little of it, so the cursor and the marks stay.
    const head = this.#view.state.selection.main.head;
    const line = this.#view.state.doc.lineAt(head);
    const { from, to, insert } = difference(old, content);
    this.#view.dispatch({ changes: { from, to, insert }, userEvent: "input.format" });
    if (head > from && head < to) {
      const doc = this.#view.state.doc;
      const now = doc.line(Math.min(line.number, doc.lines));
      this.#view.dispatch({ selection: { anchor: Math.min(now.from + head - line.from, now.to) } });
    }
  }

  mark(problems) {
    this.#view.dispatch({ effects: this.#setProblems.of(problems) });
  }

  goTo(number, column) {
    const doc = this.#view.state.doc;
    const line = doc.line(Math.max(1, Math.min(number, doc.lines)));
    const anchor = Math.min(line.from + Math.max((column ?? 1) - 1, 0), line.to);
    this.#view.dispatch({
      selection: { anchor }, effects: this.#CM.EditorView.scrollIntoView(anchor, { y: "center" }),
    });
    this.#view.focus();
  }

  focus() {
    this.#view.focus();
  }

  #keep() {
    this.#states.set(this.#id, { state: this.#view.state, scroll: this.#view.scrollSnapshot() });
  }

  /** The mode of the file's name: loaded when it is first wanted, and small. */
  async #loadMode() {
    const CM = this.#CM;
    const id = this.#id;
    const description = CM.LanguageDescription.matchFilename(CM.languages, this.#name);
    let support = [];
    try {
      support = description ? description.support ?? (await description.load()) : [];
    } catch {
      // Colours are all that is missing.
    }
    if (this.#id !== id) return;
    if (this.#languageSlot.get(this.#view.state) !== support) {
      this.#view.dispatch({ effects: this.#languageSlot.reconfigure(support) });
    }
  }

  #makeExtensions() {
    const CM = this.#CM;
    const { EditorView } = CM;
    const handlers = this.#handlers;
    return [
      CM.Prec.highest(CM.keymap.of([
        { key: "Mod-Enter", run: () => (handlers.run(), true) },
        { key: "Mod-s", run: () => (handlers.format(), true), preventDefault: true },
      ])),
      CM.basicSetup,
      CM.keymap.of([CM.indentWithTab]),
      this.#problemExtension(),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) handlers.change(this.#id, update.state.doc.toString());
      }),
      // Without a listener for `input`, Chrome may send the scroll event of a letter that was typed before CodeMirror's
      // mutation observer has run. CodeMirror then takes the letter with the cursor of before it, and the next one comes
      // in front of it. That there is a listener makes the observer run at once.
      EditorView.domEventObservers({ input() {} }),
      EditorView.contentAttributes.of({
        "aria-label": `Code. Escape, then Tab, leaves the editor. ${isMac ? "Command" : "Control"} and Enter runs it.`,
        autocapitalize: "off", autocorrect: "off", spellcheck: "false",
      }),
      CM.EditorState.phrases.of({
        next: "Next", previous: "Previous", all: "All", "match case": "Match case", regexp: "Regexp",
        "by word": "Words", replace: "Replace", "replace all": "Replace all",
      }),
      CM.syntaxHighlighting(highlightStyle(CM)),
      EditorView.theme(theme),
    ];
  }

  /** Marks lines that the last run complained about, and shows the message on hovering. */
  #problemExtension() {
    const CM = this.#CM;
    this.#setProblems = CM.StateEffect.define();
    const setProblems = this.#setProblems;
    class Marker extends CM.GutterMarker {
      constructor(problem) {
        super();
        this.problem = problem;
        this.elementClass = `cm-problem-gutter cm-problem-${problem.severity}`;
      }
      eq(other) {
        return other.problem === this.problem;
      }
    }
    const field = CM.StateField.define({
      create: () => CM.RangeSet.empty,
      update(markers, transaction) {
        markers = markers.map(transaction.changes);
        for (const effect of transaction.effects) {
          if (!effect.is(setProblems)) continue;
          const { doc } = transaction.state;
          const ranges = effect.value
            .filter((problem) => problem.line <= doc.lines)
            .map((problem) => new Marker(problem).range(doc.line(problem.line).from));
          markers = CM.RangeSet.of(ranges, true);
        }
        return markers;
      },
    });
    const lines = CM.EditorView.decorations.compute([field], (state) => {
      const ranges = [];
      for (const cursor = state.field(field).iter(); cursor.value; cursor.next()) {
        const start = state.doc.lineAt(cursor.from).from;
        if (ranges[ranges.length - 1]?.from === start) continue;
        ranges.push(CM.Decoration.line({ class: `cm-problem-line cm-problem-${cursor.value.problem.severity}` }).range(start));
      }
      return CM.Decoration.set(ranges, true);
    });
    const messages = CM.hoverTooltip((view, position) => {
      const line = view.state.doc.lineAt(position);
      const found = [];
      view.state.field(field).between(line.from, line.to, (from, to, marker) => { found.push(marker.problem); });
      if (found.length === 0) return null;
      return {
        pos: line.from, end: line.to, above: true,
        create: () => ({
          dom: make("div", { class: "cm-problem-message" },
            ...found.map((problem) => make("p", { class: `cm-problem-${problem.severity}` }, problem.message))),
        }),
      };
    }, { hoverTime: 200 });
    return [field, CM.lineNumberMarkers.from(field), lines, messages];
  }
}

function difference(old, text) {
  let from = 0;
  const shorter = Math.min(old.length, text.length);
  while (from < shorter && old.charCodeAt(from) === text.charCodeAt(from)) from++;
  let to = old.length;
  let end = text.length;
  while (to > from && end > from && old.charCodeAt(to - 1) === text.charCodeAt(end - 1)) {
    to--;
    end--;
  }
  return { from, to, insert: text.slice(from, end) };
}
