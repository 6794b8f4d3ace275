// The page's pictures: paths of a 24 by 24 grid, drawn as lines.

const paths = {
  run: "M7 4.5v15l12.5-7.5z",
  stop: "M6.5 6.5h11v11h-11z",
  share: "M12 15V4m0 0L8 8m4-4l4 4M5 12v7h14v-7",
  format: "M4 6h16M4 10.7h10M4 15.3h13M4 20h8",
  settings: "M4 7h10m4 0h2M4 17h2m4 0h10M16 4.5v5M8 14.5v5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  plus: "M12 5v14M5 12h14",
  close: "M6.5 6.5l11 11m0-11l-11 11",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  download: "M12 4v11m0 0l-4-4m4 4l4-4M5 19h14",
  clear: "M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 11v5M13.5 11v5",
  chevron: "M7 10l5 5 5-5",
  external: "M14 5h5v5M19 5l-8 8M10 6H5v13h13v-5",
  sun: "M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  examples: "M5 4.5h10.5L19 8v11.5H5zM15 4.5V8.5h4M8.5 12h7M8.5 15.5h5",
  wrap: "M4 6h16M4 12h13a3 3 0 0 1 0 6h-4m0 0l2.2-2.2M13 18l2.2 2.2M4 18h5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  rename: "M4.5 19.5l1-4L16 5l3 3L8.5 18.5z",
  keyboard: "M3.5 7h17v10h-17zM7 10.5h.01M10.3 10.5h.01M13.7 10.5h.01M17 10.5h.01M8 14h8",
  again: "M19 12a7 7 0 1 1-2.2-5.1M19.5 4v4h-4",
};

/** @param {keyof typeof paths} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
