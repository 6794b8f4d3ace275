// Runs before anything is painted, so that the page does not flash in the wrong colours or the wrong layout.
(() => {
  const query = new URLSearchParams(location.search);
  let theme = query.get("theme");
  try {
    theme ??= JSON.parse(localStorage.getItem("runlet.playground") ?? "{}").theme;
  } catch {
    // No storage, or nothing sound in it.
  }
  if (theme !== "light" && theme !== "dark") theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = theme;
  if (query.has("embed")) document.documentElement.dataset.embed = "";
})();
