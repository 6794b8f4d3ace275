// Turns the <pre data-runlet="python"> blocks of any page into programs that can be edited and run there:
//   <script src="https://runlet.example/embed.js" defer></script>
// Optional on a block: data-stdin, data-args (a line, as in a shell), data-theme (light or dark), data-title.
// It talks to the server that this script came from, which has to allow the page's origin (middleware.web.cors).
// The page's own styles do not reach into the blocks, nor theirs out of them.
(() => {
  "use strict";
  const script = document.currentScript;
  const origin = new URL(script?.src || location.href, location.href).origin;

  const css = `
    :host { display: block; margin: 1em 0; --ground: #fff; --output: #f7f7f4; --text: #23272d; --muted: #5b616b; --line: #dcdcd5;
      --accent: #0a6b5c; --on-accent: #fff; --bad: #b3261e; --good: #1c6b34; }
    :host([data-dark]) { --ground: #1a1e23; --output: #16191e; --text: #e1e5e9; --muted: #a3abb5; --line: #333a42;
      --accent: #5ccfb4; --on-accent: #06231d; --bad: #ff8f85; --good: #7ad39a; }
    .box { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; background: var(--ground); color: var(--text);
      font: 14px/1.5 system-ui, sans-serif; text-align: left; }
    .bar { display: flex; align-items: center; gap: 8px; padding: 6px 8px 6px 14px; border-bottom: 1px solid var(--line); }
    .title { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 13px; color: var(--muted); }
    button { min-height: 40px; padding: 0 16px; border: 1px solid var(--line); border-radius: 8px; background: none; color: var(--text); font: inherit; cursor: pointer; }
    button.run { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
    button:focus-visible, textarea:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
    textarea, pre { display: block; box-sizing: border-box; width: 100%; margin: 0; padding: 12px 14px; border: 0; color: inherit;
      font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; tab-size: 4; }
    textarea { resize: vertical; background: transparent; white-space: pre; overflow: auto; min-height: 60px; }
    .result { border-top: 1px solid var(--line); background: var(--output); }
    pre { max-height: 320px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
    pre:empty { display: none; }
    .stderr { color: var(--bad); }
    .outcome { margin: 0; padding: 7px 14px; font-size: 13px; color: var(--muted); }
    .outcome.bad { color: var(--bad); } .outcome.good { color: var(--good); }
    .pictures img { display: block; max-width: 100%; margin: 0 14px 12px; background: #fff; }
    [hidden] { display: none; }
    @media (pointer: coarse) { textarea { font-size: 16px; } }
  `;
  const pictures = { png: "image/png", jpg: "image/jpeg", gif: "image/gif", webp: "image/webp", svg: "image/svg+xml" };
  const mostShown = 200_000;

  const words = {
    completed: "Finished", "compile-error": "Did not compile", timeout: "Stopped at the time limit", "cpu-limit": "Used all of its processor time",
    "memory-limit": "Stopped: it needed too much memory", "process-limit": "Stopped: too many processes", "output-limit": "Stopped: too much output",
    "disk-limit": "Stopped: too much disk space", cancelled: "Stopped", "internal-error": "The server failed",
  };

  class Block {
    constructor(pre) {
      this.language = pre.dataset.runlet;
      this.stdin = pre.dataset.stdin ?? "";
      this.args = pre.dataset.args ?? "";
      this.abort = null;
      this.urls = [];
      const host = document.createElement("div");
      const dark = pre.dataset.theme ? pre.dataset.theme === "dark" : isDark(pre);
      if (dark) host.dataset.dark = "";
      const root = host.attachShadow({ mode: "open" });
      // A constructed sheet asks nothing of the page's own policy.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];

      this.code = make("textarea", { value: pre.textContent.replace(/^\n|\s+$/g, ""), spellcheck: false, wrap: "off" });
      this.code.setAttribute("aria-label", `Program in ${this.language}`);
      this.code.setAttribute("autocapitalize", "off");
      this.code.rows = Math.min(24, Math.max(3, this.code.value.split("\n").length + 1));
      this.runButton = make("button", { className: "run", type: "button", textContent: "Run", title: "Control and Enter" });
      this.output = make("pre", { tabIndex: 0 });
      this.output.setAttribute("aria-label", "Output");
      this.outcome = make("p", { className: "outcome" });
      this.outcome.setAttribute("role", "status");
      this.pictures = make("div", { className: "pictures" });
      this.result = make("div", { className: "result", hidden: true });
      const bar = make("div", { className: "bar" });
      const title = make("span", { className: "title", textContent: pre.dataset.title || this.language });
      bar.append(title, this.runButton);
      this.result.append(this.output, this.pictures, this.outcome);
      const box = make("div", { className: "box" });
      box.append(bar, this.code, this.result);
      root.append(box);

      this.runButton.addEventListener("click", () => (this.abort ? this.stop() : this.run()));
      this.code.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        if (!this.abort) this.run();
      });
      pre.replaceWith(host);
    }

    stop() {
      this.abort.abort();
      this.end("Stopped", "");
    }

    async run() {
      const abort = (this.abort = new AbortController());
      this.runButton.textContent = "Stop";
      this.result.hidden = false;
      this.output.replaceChildren();
      this.pictures.replaceChildren();
      for (const url of this.urls.splice(0)) URL.revokeObjectURL(url);
      this.shown = 0;
      this.carry = {};
      this.outcome.className = "outcome";
      this.outcome.textContent = "Running";
      const body = { language: this.language, code: `${this.code.value}\n`, artifacts: ["*.png", "*.svg", "*.jpg", "*.gif", "*.webp"] };
      if (this.stdin) body.stdin = this.stdin;
      const args = split(this.args);
      if (args.length > 0) body.args = args;
      let response;
      try {
        response = await fetch(`${origin}/execute`, {
          method: "POST", mode: "cors", credentials: "omit", referrerPolicy: "no-referrer", signal: abort.signal,
          headers: { "Content-Type": "application/json", Accept: "text/event-stream" }, body: JSON.stringify(body),
        });
      } catch {
        if (this.abort !== abort) return;
        // The browser does not say which of the two it was, so a look that needs no permission does.
        const there = await fetch(`${origin}/health`, { mode: "no-cors", credentials: "omit" }).then(() => true, () => false);
        return this.end(there
          ? `${origin} does not let this page run programs. Its operator can allow ${location.origin} in middleware.web.cors.origins.`
          : `${origin} does not answer.`, "bad");
      }
      if (!response.ok) {
        const answer = await response.json().catch(() => null);
        const message = answer?.message ?? `the server answered ${response.status}`;
        const why = {
          401: "This server runs programs only for those who have a key.",
          403: `${origin} does not let this page run programs: ${message}`,
          429: "The server is busy. Try again in a moment.",
        }[response.status];
        return this.abort === abort && this.end(why ?? `Not started: ${message}`, "bad");
      }
      try {
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let rest = "";
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          const blocks = (rest + value).split("\n\n");
          rest = blocks.pop();
          for (const block of blocks) if (this.abort === abort) this.take(block);
        }
      } catch {
        // Told below: no result came.
      }
      if (this.abort === abort) this.end("The connection broke. Run it again.", "bad");
    }

    take(block) {
      const event = /^event: ?(.*)$/m.exec(block)?.[1];
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (!event || !data) return;
      const value = JSON.parse(data);
      if (event === "started" && value.attempt > 1) this.output.replaceChildren();
      else if (event === "stdout" || event === "stderr") {
        this.write(event, value.text ?? new TextDecoder().decode(Uint8Array.from(atob(value.base64 ?? ""), (letter) => letter.charCodeAt(0))));
      } else if (event === "result") this.finish(value);
    }

    write(stream, given) {
      // Colours are left out here. A sequence that is cut waits for its rest.
      const whole = (this.carry[stream] ?? "") + given;
      const cut = /\x1b(?:\[[0-?]*[ -/]*)?$/.exec(whole);
      this.carry[stream] = cut && cut[0].length < 100 ? cut[0] : "";
      const text = whole.slice(0, whole.length - this.carry[stream].length)
        .replace(/\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\-_]|\r(?=\n)/g, "");
      if (text === "" || this.shown > mostShown) return;
      const last = this.output.lastChild;
      const piece = this.shown + text.length > mostShown ? `${text.slice(0, mostShown - this.shown)}\n… more than is shown here` : text;
      this.shown += text.length;
      const atEnd = this.output.scrollHeight - this.output.scrollTop - this.output.clientHeight < 30;
      if (last && last.className === stream && last.firstChild.length < 10_000) last.firstChild.appendData(piece);
      else {
        const span = make("span", { className: stream });
        span.append(document.createTextNode(piece));
        this.output.append(span);
      }
      if (atEnd) this.output.scrollTop = this.output.scrollHeight;
    }

    finish(result) {
      for (const { name, content } of result.artifacts ?? []) {
        const type = pictures[name.split(".").pop().toLowerCase()];
        if (!type) continue;
        const url = URL.createObjectURL(new Blob([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], { type }));
        this.urls.push(url);
        this.pictures.append(make("img", { src: url, alt: `Picture written by the program: ${name}` }));
      }
      const time = Number.isFinite(result.usage?.wall) ? ` in ${Math.round(result.usage.wall)} ms` : "";
      const text = words[result.outcome] ?? (result.signal ? `Crashed: signal ${result.signal}` : `Exit code ${result.exitCode}`);
      this.end(text + time, result.outcome === "completed" ? "good" : "bad");
    }

    end(text, tone) {
      this.abort = null;
      this.runButton.textContent = "Run";
      this.outcome.className = `outcome ${tone}`;
      this.outcome.textContent = text;
    }
  }

  function make(tag, properties) {
    return Object.assign(document.createElement(tag), properties);
  }

  /** Words as in a shell: quotes keep them together. */
  function split(line) {
    return [...line.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g)].map(([word]) =>
      word.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g, (_, single, double, one) => single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? one));
  }

  /** Whether the text around is light, so the ground is dark. */
  function isDark(element) {
    const [red, green, blue] = (getComputedStyle(element.parentElement ?? element).color.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number);
    return red * 0.3 + green * 0.6 + blue * 0.1 > 140;
  }

  function start() {
    for (const pre of document.querySelectorAll("pre[data-runlet]")) new Block(pre);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
