// How the editor looks.

/**
 * Colours by custom properties, so that light and dark is the page's matter. The bundle does not export the tags
 * themselves, but its default style names each of them.
 */
export function highlightStyle(CM) {
  const colours = {
    keyword: "keyword", controlKeyword: "keyword", operatorKeyword: "keyword", definitionKeyword: "keyword",
    moduleKeyword: "keyword", modifier: "keyword", self: "keyword", atom: "constant", bool: "constant", null: "constant",
    number: "number", integer: "number", float: "number", literal: "number", string: "string", special: "string",
    character: "string", regexp: "string", escape: "escape", comment: "comment", lineComment: "comment",
    blockComment: "comment", docComment: "comment", typeName: "type", className: "type", namespace: "type",
    macroName: "macro", meta: "macro", annotation: "macro", propertyName: "property", labelName: "macro",
    tagName: "keyword", attributeName: "property", heading: "keyword", link: "string", url: "string", invalid: "invalid",
    deleted: "invalid", inserted: "string", operator: "operator",
  };
  const tags = new Map();
  for (const style of [CM.defaultHighlightStyle, CM.oneDarkHighlightStyle]) {
    for (const { tag } of style.specs) for (const one of [tag].flat()) tags.set(String(one), one);
  }
  const specs = [];
  for (const [name, tag] of tags) {
    const plain = /^[\w]+$/.exec(name)?.[0];
    const inner = /^(\w+)\((\w+)\)$/.exec(name);
    if (plain && colours[plain]) {
      const spec = { tag, color: `var(--code-${colours[plain]})` };
      if (plain.toLowerCase().includes("comment")) spec.fontStyle = "italic";
      specs.push(spec);
    } else if (plain === "strong") specs.push({ tag, fontWeight: "bold" });
    else if (plain === "emphasis") specs.push({ tag, fontStyle: "italic" });
    else if (inner?.[1] === "function") specs.push({ tag, color: "var(--code-function)" });
    else if (inner?.[1] === "definition" && inner[2] === "propertyName") specs.push({ tag, color: "var(--code-property)" });
    else if (inner?.[1] === "definition") specs.push({ tag, color: "var(--code-function)" });
    else if (inner?.[1] === "constant" || inner?.[1] === "standard") specs.push({ tag, color: "var(--code-constant)" });
    else if (inner?.[1] === "special" && inner[2] === "string") specs.push({ tag, color: "var(--code-string)" });
  }
  return CM.HighlightStyle.define(specs);
}

export const theme = {
  "&": { height: "100%", color: "var(--text)", backgroundColor: "transparent", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 16px 0 8px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--selection)",
  },
  ".cm-activeLine": { backgroundColor: "var(--active-line)" },
  // Code that is scrolled sideways goes below them.
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 6px 0 14px", minWidth: "34px" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  ".cm-foldGutter .cm-gutterElement": { color: "var(--faint)", cursor: "pointer" },
  ".cm-foldPlaceholder": { background: "var(--raised)", border: "none", color: "var(--muted)", padding: "0 6px" },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
    backgroundColor: "var(--match)", outline: "1px solid var(--match-line)", color: "inherit",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--bad)" },
  ".cm-selectionMatch": { backgroundColor: "var(--match)" },
  ".cm-searchMatch": { backgroundColor: "var(--found)", outline: "none" },
  ".cm-searchMatch.cm-searchMatch-selected": { backgroundColor: "var(--found-now)" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--text)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "8px 36px 8px 10px", fontFamily: "var(--sans)", fontSize: "13px", lineHeight: "2.1" },
  ".cm-panel.cm-search label": {
    display: "inline-flex", alignItems: "center", gap: "5px", marginRight: "8px", fontSize: "13px", lineHeight: "1.6",
    whiteSpace: "nowrap",
  },
  ".cm-panel.cm-search label, .cm-panel.cm-search .cm-textfield, .cm-panel.cm-search .cm-button": { verticalAlign: "middle" },
  ".cm-panel.cm-search label input": { margin: "0", accentColor: "var(--accent)" },
  ".cm-panel.cm-search [name=close]": { fontSize: "20px", width: "28px", height: "28px", color: "var(--muted)", cursor: "pointer" },
  ".cm-textfield": {
    background: "var(--ground)", color: "var(--text)", border: "1px solid var(--line-strong)", borderRadius: "6px",
    padding: "4px 8px", fontSize: "13px",
  },
  ".cm-textfield::placeholder": { color: "var(--faint)", opacity: "1" },
  ".cm-button": {
    background: "var(--surface)", color: "var(--text)", border: "1px solid var(--line-strong)", borderRadius: "6px",
    padding: "3px 9px", fontSize: "13px", backgroundImage: "none", cursor: "pointer",
  },
  ".cm-textfield:focus-visible, .cm-button:focus-visible, [name=close]:focus-visible": {
    outline: "2px solid var(--focus)", outlineOffset: "1px",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)", color: "var(--text)", border: "1px solid var(--line)", borderRadius: "8px",
    boxShadow: "var(--shadow)", overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "13px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent-soft)", color: "var(--text)" },
  ".cm-problem-gutter": { fontWeight: "700" },
  ".cm-problem-gutter.cm-problem-error": { color: "var(--bad)", boxShadow: "inset 3px 0 var(--bad)" },
  ".cm-problem-gutter.cm-problem-warning": { color: "var(--warn)", boxShadow: "inset 3px 0 var(--warn)" },
  ".cm-problem-line.cm-problem-error": { backgroundColor: "var(--bad-soft)" },
  ".cm-problem-line.cm-problem-warning": { backgroundColor: "var(--warn-soft)" },
  ".cm-problem-message": { padding: "8px 12px", maxWidth: "60ch", fontFamily: "var(--sans)", fontSize: "13px", lineHeight: "1.45" },
  ".cm-problem-message p": { margin: "0", whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
  ".cm-problem-message p + p": { marginTop: "6px" },
};
