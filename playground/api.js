// The HTTP side of the server. The key, where one is needed, goes into a header and nowhere else.

/** An answer that was not 2xx, or none at all (status 0). */
export class APIError extends Error {
  /** @param {number} status @param {string} message @param {number | null} [retryAfter] seconds */
  constructor(status, message, retryAfter = null) {
    super(message);
    this.name = "APIError";
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export class API {
  /** @type {string | null} */
  #key = null;
  #storage;

  /** @param {Storage | null} storage  the session's: a key is forgotten with the tab */
  constructor(storage) {
    this.#storage = storage;
    try {
      this.#key = storage?.getItem("runlet.key") ?? null;
    } catch {
      this.#key = null;
    }
  }

  get key() {
    return this.#key;
  }

  set key(key) {
    this.#key = key || null;
    try {
      if (this.#key) this.#storage?.setItem("runlet.key", this.#key);
      else this.#storage?.removeItem("runlet.key");
    } catch {
      // It lasts as long as the page then.
    }
  }

  /** A page of another deployment may have no such file: then everything has its default. */
  async settings() {
    const settings = await this.#json("GET", "/playground/settings.json").catch(() => ({}));
    return {
      version: settings.version ?? "",
      keyRequired: settings.keyRequired === true,
      share: settings.share !== false,
      limits: { caps: settings.limits?.caps ?? {}, defaults: settings.limits?.defaults ?? {} },
    };
  }

  /** @returns {Promise<import("./languages.js").Language[]>} */
  languages() {
    return this.#json("GET", "/languages");
  }

  /** @returns {Promise<{id: string, url: string}>} */
  share(body) {
    return this.#json("POST", "/snippets", body);
  }

  snippet(id) {
    return this.#json("GET", `/snippets/${encodeURIComponent(id)}`);
  }

  /** @returns {Promise<{code: string, changed: boolean}>} */
  format(language, code) {
    return this.#json("POST", "/format", { language, code });
  }

  /**
   * A run as a stream of events, for browsers or networks without WebSockets.
   * @param {AbortSignal} signal
   */
  async execute(body, signal) {
    const response = await this.#fetch("POST", "/execute", body, { Accept: "text/event-stream" }, signal);
    return response.body;
  }

  async #json(method, path, body) {
    const response = await this.#fetch(method, path, body, { Accept: "application/json" });
    return response.json();
  }

  async #fetch(method, path, body, headers, signal) {
    if (this.#key) headers.Authorization = `Bearer ${this.#key}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(path, {
        method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body), credentials: "omit",
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new APIError(0, "The server does not answer.");
    }
    if (response.ok) return response;
    const answer = await response.json().catch(() => null);
    const retryAfter = Number(response.headers.get("Retry-After"));
    throw new APIError(response.status, answer?.message ?? `The server answered ${response.status}.`,
      Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null);
  }
}
