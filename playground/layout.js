// The line between the program and its output: drawn by pointer, moved by arrow keys.

const least = 0.2;
const most = 0.8;

/**
 * @param {HTMLElement} panes
 * @param {HTMLElement} divider
 * @param {number} split  the program's share of the width
 * @param {(split: number) => void} changed
 */
export function attachDivider(panes, divider, split, changed) {
  const apply = (value) => {
    split = Math.min(most, Math.max(least, value));
    panes.style.setProperty("--split", `${(split * 100).toFixed(2)}%`);
    divider.setAttribute("aria-valuenow", String(Math.round(split * 100)));
  };
  apply(split);
  divider.setAttribute("aria-valuemin", String(least * 100));
  divider.setAttribute("aria-valuemax", String(most * 100));
  divider.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    divider.setPointerCapture(event.pointerId);
    divider.classList.add("is-moving");
    const move = (moved) => {
      const box = panes.getBoundingClientRect();
      apply((moved.clientX - box.left) / box.width);
    };
    const end = () => {
      divider.classList.remove("is-moving");
      divider.removeEventListener("pointermove", move);
      changed(split);
    };
    divider.addEventListener("pointermove", move);
    divider.addEventListener("lostpointercapture", end, { once: true });
  });
  divider.addEventListener("dblclick", () => {
    apply(0.55);
    changed(split);
  });
  divider.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    apply(split + step);
    changed(split);
  });
}
