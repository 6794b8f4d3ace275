// Light or dark: as the system has it, or as chosen.

const dark = matchMedia("(prefers-color-scheme: dark)");

/** @param {"system" | "light" | "dark"} choice */
export function applyTheme(choice) {
  const theme = choice === "system" ? (dark.matches ? "dark" : "light") : choice;
  document.documentElement.dataset.theme = theme;
}

/** @param {() => void} changed  called when the system changes its mind */
export function watchSystemTheme(changed) {
  dark.addEventListener("change", changed);
}
