// What the page knows of languages beside what the server tells: names of main files, indentation, file names that are
// allowed, and the search of the picker. No DOM in here.

/**
 * @typedef {{name?: string, code: string, stdin?: string, args?: string[], output?: string, interactive?: boolean}} Example
 * @typedef {object} Language  as GET /languages has it
 * @property {string} id @property {string} name @property {string[]} aliases @property {string[]} extensions
 * @property {string | null} version @property {boolean} available @property {boolean} [format]
 * @property {Example} [example] @property {Example[]} [examples] @property {string[]} [packages] @property {string} [hint]
 * @property {string} [source]  the main file's name
 */

const indentation = { go: "\t", javascript: "  ", ruby: "  ", lua: "  " };

/** @param {Language} language */
export function mainFileName(language) {
  if (language.source) return language.source;
  const extension = language.id === "bash" ? "sh" : language.extensions?.[0] ?? "txt";
  return language.id === "java" ? `Main.${extension}` : `main.${extension}`;
}

/** One step of indentation: what the text does already, else the language's custom. */
export function indentUnitFor(languageID, text) {
  const counts = new Map();
  for (const line of text.slice(0, 20_000).split("\n")) {
    const lead = /^(\t| +)(?=[^\s*])/.exec(line)?.[1];
    if (!lead) continue;
    const unit = lead[0] === "\t" ? "\t" : lead.length;
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  const spaces = [...counts.keys()].filter((unit) => unit !== "\t");
  const tabs = counts.get("\t") ?? 0;
  if (tabs > spaces.reduce((sum, unit) => sum + counts.get(unit), 0)) return "\t";
  const smallest = Math.min(...spaces);
  if (smallest >= 2 && smallest <= 8) return " ".repeat(smallest);
  return indentation[languageID] ?? "    ";
}

/** @param {Language} language @returns {Required<Pick<Example, "name">> & Example[]} */
export function examplesOf(language) {
  const examples = language.examples?.length ? language.examples : language.example ? [language.example] : [];
  return examples.map((example, index) => ({
    ...example,
    name: example.name || (examples.length === 1 ? "Example" : `Example ${index + 1}`),
  }));
}

/** What says how a language that is missing gets there. @param {Language} language */
export function installHint(language) {
  const parts = [];
  if (language.packages?.length) parts.push(`apt install ${language.packages.join(" ")}`);
  if (language.hint) parts.push(language.hint);
  return parts.join(" · ") || "not installed on the server";
}

/**
 * Those that match, best first: the beginning of a name before its middle, what is installed before what is not.
 * @param {Language[]} languages
 * @param {string} query
 */
export function searchLanguages(languages, query) {
  const wanted = query.trim().toLowerCase();
  const ranked = [];
  for (const language of languages) {
    const terms = [language.name, language.id, ...(language.aliases ?? []), ...(language.extensions ?? [])];
    let rank = wanted === "" ? 1 : Infinity;
    for (const term of terms.map((term) => term.toLowerCase())) {
      if (wanted === "") break;
      if (term === wanted) rank = Math.min(rank, 0);
      else if (term.startsWith(wanted)) rank = Math.min(rank, 1);
      else if (term.includes(wanted)) rank = Math.min(rank, 2);
    }
    if (rank < Infinity) ranked.push({ language, rank: rank + (language.available ? 0 : 10) });
  }
  return ranked
    .sort((a, b) => a.rank - b.rank || a.language.name.localeCompare(b.language.name))
    .map(({ language }) => language);
}

/**
 * The server's rules for names of files, told before it has to. Null where the name is fine.
 * @param {string} name
 * @param {string[]} others
 */
export function fileNameProblem(name, others) {
  if (name === "") return "A file needs a name.";
  if (new TextEncoder().encode(name).length > 200) return "The name is too long: at most 200 bytes.";
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(name)) return "A name has no control characters.";
  if (name.startsWith("/")) return "A name is relative: it does not start with /.";
  const parts = name.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return "A name has no empty parts, no . and no ..";
  if (parts.length > 10) return "At most 10 folders deep.";
  if (others.includes(name)) return "There is a file of that name.";
  if (others.some((other) => other.startsWith(`${name}/`) || name.startsWith(`${other}/`))) {
    return "That name is a file and a folder at once.";
  }
  return null;
}
