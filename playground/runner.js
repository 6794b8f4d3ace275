// Runs programs over one WebSocket that is open before it is needed: from click to send there is nothing to wait for.
// Where no WebSocket can be had, plain runs go over fetch and an event stream; interactive ones cannot.

import { EventStreamParser } from "./events.js";

/**
 * @typedef {object} RunHandlers
 * @property {(name: string, data: any) => void} event  queued, started, stdout, stderr, phase, result
 * @property {(status: number, message: string, retryAfter: number | null) => void} error  the run did not start, or input was lost
 * @property {() => void} lost  the connection broke, and the run with it
 *
 * @typedef {{interactive?: boolean, terminal?: {columns: number, rows: number}}} RunOptions
 */

const patience = 2500;
const longestWait = 30_000;

export class Runner {
  #api;
  #changed;
  /** @type {WebSocket | null} */
  #socket = null;
  #attempts = 0;
  #everOpen = false;
  #timer = null;
  #stopped = true;
  /** @type {Run | null} */
  #run = null;

  /**
   * @param {import("./api.js").API} api
   * @param {(state: "closed" | "connecting" | "open") => void} changed
   */
  constructor(api, changed = () => {}) {
    this.#api = api;
    this.#changed = changed;
    addEventListener("online", () => this.#retryNow());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#retryNow();
    });
  }

  /** Opens the socket, and keeps it open from now on. */
  connect() {
    this.#stopped = false;
    this.#open();
  }

  /** Anew, with another key, where it is wanted already. */
  reconnect() {
    if (this.#stopped) return;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#attempts = 0;
    this.connect();
  }

  /** Gives the connection up, and a run that goes on with it; the server ends it then. */
  drop() {
    this.#socket?.close();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /**
   * @param {object} request  the body of POST /execute
   * @param {RunOptions} options
   * @param {RunHandlers} handlers
   * @returns {Run}
   */
  run(request, options, handlers) {
    const run = new Run(request, options, handlers, () => {
      if (this.#run === run) this.#run = null;
    });
    if (this.isOpen) {
      this.#run = run;
      run.start(this.#socket);
    } else {
      this.#runWhenOpen(run);
    }
    return run;
  }

  async #runWhenOpen(run) {
    this.#stopped = false;
    this.#retryNow();
    const socket = this.#socket;
    // A server that never took a socket is not waited for, unless the run needs one.
    const mayWait = this.#everOpen || this.#attempts <= 1 || run.needsSocket;
    if (socket && mayWait) await opened(socket, run.needsSocket ? 4 * patience : patience);
    if (run.ended) return;
    if (this.isOpen) {
      this.#run = run;
      run.start(this.#socket);
    } else if (run.needsSocket) {
      // Whether the server is gone or wants a key, a request tells.
      const problem = await this.#api.languages().then(() => null, (error) => error);
      if (run.ended) return;
      run.fail(problem?.status ?? 0, problem?.message
        ?? "A terminal needs a WebSocket, and none could be opened. A proxy in between may refuse it; without the terminal the program can run.");
    } else {
      run.startStream(this.#api);
    }
  }

  #open() {
    if (this.#stopped || this.#socket) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    const protocols = ["runlet.v1"];
    if (this.#api.key) protocols.push(`runlet.key.${base64url(this.#api.key)}`);
    let socket;
    try {
      socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/execute`, protocols);
    } catch {
      return;
    }
    this.#socket = socket;
    this.#attempts++;
    this.#changed("connecting");
    socket.onopen = () => {
      this.#everOpen = true;
      this.#attempts = 0;
      this.#changed("open");
    };
    socket.onmessage = (message) => {
      let frame;
      try {
        frame = JSON.parse(message.data);
      } catch {
        return;
      }
      this.#run?.receive(frame.event, frame.data ?? {});
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#changed("closed");
      this.#run?.connectionLost();
      this.#run = null;
      // Half a second, then twice as long each time. What cannot be had at all is not asked for again and again.
      if (!this.#everOpen && this.#attempts >= 3) return;
      const wait = Math.min(longestWait, 500 * 2 ** Math.max(0, this.#attempts - 1)) * (0.8 + Math.random() * 0.4);
      this.#timer = setTimeout(() => this.#open(), wait);
    };
  }

  #retryNow() {
    if (!this.#stopped && !this.#socket) this.#open();
  }
}

/** One run, on whichever way. */
export class Run {
  #request;
  #options;
  #handlers;
  #finished;
  /** @type {WebSocket | null} */
  #socket = null;
  #abort = null;
  #waiting = [];
  #accepted = false;
  ended = false;
  /** @type {"socket" | "stream" | null} */
  transport = null;

  constructor(request, options, handlers, finished) {
    this.#request = request;
    this.#options = options;
    this.#handlers = handlers;
    this.#finished = finished;
  }

  get needsSocket() {
    return Boolean(this.#options.interactive);
  }

  /** @param {WebSocket} socket */
  start(socket) {
    this.#socket = socket;
    this.transport = "socket";
    socket.send(JSON.stringify({ type: "run", request: this.#request, ...this.#options }));
    for (const message of this.#waiting) this.#send(message);
    this.#waiting = [];
  }

  /** @param {import("./api.js").API} api */
  async startStream(api) {
    this.transport = "stream";
    this.#abort = new AbortController();
    const parser = new EventStreamParser((event, data) => {
      try {
        this.receive(event, JSON.parse(data));
      } catch (error) {
        console.error(error);
      }
    });
    try {
      const body = await api.execute(this.#request, this.#abort.signal);
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        parser.write(value);
      }
      this.connectionLost();
    } catch (error) {
      if (this.ended) return;
      if (error.name === "APIError") this.fail(error.status, error.message, error.retryAfter);
      else this.connectionLost();
    }
  }

  receive(name, data) {
    if (this.ended) return;
    if (name === "error") {
      // Input that nobody reads is told of by an error too, and the run goes on.
      if (this.#accepted && data.status === 413) this.#handlers.error(413, data.message, null);
      else this.fail(data.status, data.message, data.retryAfter ?? null);
      return;
    }
    this.#accepted = true;
    if (name === "result") this.#end();
    this.#handlers.event(name, data);
  }

  fail(status, message, retryAfter = null) {
    if (this.ended) return;
    this.#end();
    this.#handlers.error(status, message, retryAfter);
  }

  connectionLost() {
    if (this.ended) return;
    this.#end();
    this.#handlers.lost();
  }

  /** @param {string} data */
  input(data) {
    // A long paste goes in pieces that stay below the server's bounds for one message.
    for (const piece of data.match(/[^]{1,16384}(?![\uDC00-\uDFFF])/g) ?? []) this.#send({ type: "input", data: piece });
  }

  eof() {
    this.#send({ type: "eof" });
  }

  resize(columns, rows) {
    this.#send({ type: "resize", columns, rows });
  }

  /** Ends it; the result follows where the connection can tell it. */
  cancel() {
    if (this.ended) return;
    if (this.#socket) this.#send({ type: "cancel" });
    else {
      this.#abort?.abort();
      this.#end();
      this.#handlers.event("result", { outcome: "cancelled", exitCode: null, signal: null, usage: {} });
    }
  }

  #send(message) {
    if (this.ended) return;
    if (!this.#socket) {
      if (this.needsSocket && this.#waiting.length < 100) this.#waiting.push(message);
    } else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #end() {
    this.ended = true;
    this.#finished();
  }
}

function opened(socket, timeout) {
  return new Promise((resolve) => {
    if (socket.readyState !== WebSocket.CONNECTING) return resolve();
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, timeout);
    socket.addEventListener("open", done, { once: true });
    socket.addEventListener("close", done, { once: true });
  });
}

function base64url(text) {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
