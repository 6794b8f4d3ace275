// The arguments field: words as a POSIX shell would split them, without expanding anything.

/**
 * @param {string} text
 * @returns {{args: string[], error: string | null}}
 */
export function parseArguments(text) {
  const args = [];
  let word = null;
  let quote = null;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (quote === "'") {
      if (character === "'") quote = null;
      else word += character;
    } else if (quote === '"') {
      const next = text[index + 1];
      if (character === '"') quote = null;
      else if (character === "\\" && next !== undefined && '"\\$`\n'.includes(next)) {
        if (next !== "\n") word += next;
        index++;
      } else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (character === "\\") {
      const next = text[++index];
      if (next === undefined) return { args, error: "a backslash at the end quotes nothing" };
      if (next !== "\n") word = (word ?? "") + next;
    } else if (/\s/.test(character)) {
      if (word !== null) args.push(word);
      word = null;
    } else word = (word ?? "") + character;
  }
  if (quote) return { args, error: `a quote ${quote} is not closed` };
  if (word !== null) args.push(word);
  return { args, error: null };
}

/**
 * The reverse: a line that parses to these arguments.
 * @param {string[]} args
 */
export function formatArguments(args) {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`))
    .join(" ");
}
