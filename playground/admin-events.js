// Server-sent events through fetch: EventSource cannot send a key.

/** Takes the text of a `text/event-stream` in pieces of any size, and gives the events that are whole. */
export class EventParser {
  #rest = "";
  #event = null;

  /** @returns {{id: string|undefined, event: string, data: string}[]} */
  push(text) {
    const events = [];
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop();
    for (const whole of lines) {
      const line = whole.endsWith("\r") ? whole.slice(0, -1) : whole;
      if (line === "") {
        if (this.#event?.data !== undefined) events.push({ event: "message", ...this.#event });
        this.#event = null;
        continue;
      }
      if (line.startsWith(":")) continue;
      const colon = line.indexOf(":");
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      this.#event ??= {};
      if (name === "data") {
        this.#event.data = this.#event.data === undefined ? value : `${this.#event.data}\n${value}`;
      } else if (name === "event" || name === "id") {
        this.#event[name] = value;
      }
    }
    return events;
  }
}

/** A piece of output: the text of an event `stdout` or `stderr`. */
export function textOf(data) {
  if (data.base64 === undefined) return data.text ?? "";
  const bytes = Uint8Array.from(atob(data.base64), (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/** The text without the sequences that colour it or move a cursor. */
export function withoutControls(text) {
  return text.replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])/g, "")
    .replace(/\r\n/g, "\n").replace(/[\x00-\x08\x0b-\x1a\x7f]/g, "\u{fffd}");
}

/**
 * Follows a job's events until the result, from the beginning; goes on where the connection broke.
 *
 * @param open Opens `path` with more headers; gives a Response.
 * @param signal Ends it.
 */
export async function follow(open, path, signal, onEvent) {
  let last;
  for (let failures = 0; ; failures += 1) {
    try {
      const response = await open(path, last === undefined ? {} : { "Last-Event-ID": last }, signal);
      const parser = new EventParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        failures = 0;
        for (const event of parser.push(value)) {
          if (event.id !== undefined) last = event.id;
          onEvent(event.event, JSON.parse(event.data));
          if (event.event === "result") return;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      // An answer that is an error does not get better by asking again.
      if (error.status !== undefined || failures >= 5) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 500 * (failures + 1)));
    if (signal.aborted) return;
  }
}
