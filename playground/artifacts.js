// Files that the program wrote. Pictures are shown as pictures, and never as documents: an <img> runs no script of an SVG.
// Everything else is offered for download under a type that no browser opens in the page's origin.

import { formatSize } from "./outcome.js";
import { icon } from "./icons.js";
import { make, saveBlob } from "./dom.js";

const pictures = {
  png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp", svg: "image/svg+xml",
};
const mostPictures = 50;

export class ArtifactsView {
  #element;
  #urls = [];

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#element = element;
  }

  clear() {
    this.#element.replaceChildren();
    this.#element.hidden = true;
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
  }

  /**
   * @param {{name: string, size: number, content: string}[]} artifacts
   * @param {boolean} truncated
   */
  show(artifacts, truncated) {
    this.clear();
    if (artifacts.length === 0) return;
    const gallery = make("div", { class: "pictures" });
    const list = make("ul", { class: "files", role: "list" });
    artifacts.slice(0, 200).forEach((artifact) => {
      const data = Uint8Array.from(atob(artifact.content), (character) => character.charCodeAt(0));
      const type = pictures[/\.(\w+)$/.exec(artifact.name)?.[1].toLowerCase() ?? ""];
      const base = artifact.name.split("/").at(-1);
      const save = () => saveBlob(new Blob([data], { type: "application/octet-stream" }), base);
      const download = (...content) => make("button", {
        type: "button", class: "file", title: `Download ${artifact.name}`, onclick: save,
      }, ...content, make("span", { class: "file-name" }, artifact.name), make("span", { class: "file-size" }, formatSize(data.length)),
      icon("download"));
      if (type && gallery.childElementCount < mostPictures) {
        const url = URL.createObjectURL(new Blob([data], { type }));
        this.#urls.push(url);
        const image = make("img", { src: url, alt: `Picture written by the program: ${artifact.name}`, decoding: "async" });
        const figure = make("figure", {}, image, make("figcaption", {}, download()));
        image.addEventListener("error", () => image.replaceWith(make("p", { class: "quiet" }, `${artifact.name} is no picture that the browser can show.`)));
        gallery.append(figure);
      } else list.append(make("li", {}, download()));
    });
    this.#element.append(make("h3", {}, "Files it wrote"));
    if (gallery.childElementCount > 0) this.#element.append(gallery);
    if (list.childElementCount > 0) this.#element.append(list);
    if (truncated || artifacts.length > 200) {
      this.#element.append(make("p", { class: "quiet" }, "There were more files than are brought back."));
    }
    this.#element.hidden = false;
  }
}
