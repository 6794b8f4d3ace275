// Asks the server. The key is in the session's storage of this tab only, and goes into a header, never into a URL.

const storageName = "runlet.operatorKey";

export class APIError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function storedKey() {
  return sessionStorage.getItem(storageName) ?? "";
}

export function storeKey(key) {
  if (key) sessionStorage.setItem(storageName, key);
  else sessionStorage.removeItem(storageName);
}

/** Asks a person for the key; set by the page. Gives whether there is a new one. */
let askForKey = async () => false;

export function onKeyNeeded(ask) {
  askForKey = ask;
}

async function problem(response) {
  let message = "";
  try {
    message = (await response.json()).message ?? "";
  } catch {
    // Not one of the server's own answers.
  }
  return new APIError(response.status, message || `the server answered with ${response.status}`);
}

/** The response of a request that succeeded. Asks for the key where it is needed. */
export async function open(path, { method = "GET", headers = {}, signal } = {}) {
  for (;;) {
    const key = storedKey();
    const response = await fetch(path, {
      method,
      signal,
      cache: "no-store",
      headers: { Accept: "application/json", ...headers, ...(key && { Authorization: `Bearer ${key}` }) },
    });
    if (response.ok) return response;
    if (response.status !== 401) throw await problem(response);
    // Several requests are refused at once: only the first one asks, the others try its answer.
    if (storedKey() === key && !(await askForKey(Boolean(key)))) throw await problem(response);
  }
}

export async function get(path, signal) {
  return (await open(path, { signal })).json();
}

export async function post(path) {
  return (await open(path, { method: "POST" })).json();
}

/** `/health` answers with 503 where the server is down: that is what one wants to see then. */
export async function health(signal) {
  const key = storedKey();
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  const response = await fetch("/health", { cache: "no-store", signal, headers });
  if (!response.ok && response.status !== 503) throw await problem(response);
  return response.json();
}

/** What the promise gives; `undefined` where that part of the API is turned off. */
export async function unlessOff(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error.status === 404) return undefined;
    throw error;
  }
}
