// Reads a text/event-stream piece by piece, for the runs that cannot have a WebSocket. No DOM in here.

export class EventStreamParser {
  #rest = [];
  #event = "message";
  #data = [];
  #emit;

  /** @param {(event: string, data: string) => void} emit */
  constructor(emit) {
    this.#emit = emit;
  }

  /** @param {string} piece */
  write(piece) {
    // A line may come in many pieces, so they are joined only once its end is there.
    let start = 0;
    for (let end; (end = piece.indexOf("\n", start)) >= 0; start = end + 1) {
      this.#rest.push(piece.slice(start, end));
      const line = this.#rest.join("");
      this.#rest = [];
      this.#line(line.endsWith("\r") ? line.slice(0, -1) : line);
    }
    if (start < piece.length) this.#rest.push(piece.slice(start));
  }

  #line(line) {
    if (line === "") {
      if (this.#data.length > 0) this.#emit(this.#event, this.#data.join("\n"));
      this.#event = "message";
      this.#data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") this.#event = value;
    if (field === "data") this.#data.push(value);
  }
}
