// From the click on Run to the outcome: sends the program, shows what comes, and says what can be done when it fails.

import { notify } from "./dialogs.js";
import { ProblemFinder } from "./problems.js";
import { stripAnsi } from "./ansi.js";
import { byID, copyText } from "./dom.js";
import { defaultArtifacts, executeBody } from "./request.js";

/**
 * @typedef {object} Parts
 * @property {import("./workspace.js").Workspace} workspace
 * @property {import("./editor.js").Editor} editor
 * @property {import("./runner.js").Runner} runner
 * @property {import("./output.js").OutputView} output
 * @property {import("./terminal.js").TerminalView} terminal
 * @property {import("./artifacts.js").ArtifactsView} artifacts
 * @property {import("./status.js").StatusView} status
 * @property {import("./state.js").Store} store
 * @property {() => ReturnType<typeof import("./limits.js").soundLimits>} limits
 * @property {() => Promise<boolean>} askKey
 */

export class Runs {
  /** @type {Parts} */
  #parts;
  /** @type {import("./runner.js").Run | null} */
  #run = null;
  #interactive = false;
  #finder = new ProblemFinder([]);
  #problemText = "";
  #attempt = 0;
  #stopTimer = null;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  get isRunning() {
    return this.#run !== null;
  }

  /** The terminal's doings, for the view that has to exist before the runs do. */
  get terminalHandlers() {
    return {
      input: (data) => this.#run?.input(data),
      resize: (columns, rows) => this.#interactive && this.#run?.resize(columns, rows),
      locate: (place) => this.#parts.workspace.goTo(place),
      copy: (text) => copyText(text),
    };
  }

  start() {
    if (this.#run || byID("run").disabled) return;
    performance.mark("runlet:click");
    const { workspace, store, status, terminal } = this.#parts;
    const { program, problem } = workspace.program();
    if (!program) {
      status.problem("Not started", problem);
      byID("arguments").focus();
      return;
    }
    const interactive = store.state.mode === "terminal";
    if (interactive && !terminal.isReady) {
      terminal.load().then(() => this.start(), () => status.problem("Not started",
        "The terminal is not installed on this server. Without it the program can run, with its input given beforehand."));
      return;
    }
    const artifacts = store.state.artifacts === null ? defaultArtifacts : store.state.artifacts.split(" ").filter(Boolean);
    const request = executeBody(program, workspace.mainName, artifacts);
    const options = {};
    if (interactive) {
      terminal.fit();
      options.interactive = true;
      options.terminal = terminal.size;
      delete request.stdin;
      // Someone is typing: it may take as long as anything may.
      const { caps } = this.#parts.limits();
      if (caps.timeout) request.limits = { ...request.limits, timeout: `${caps.timeout}ms` };
    }
    this.#send(request, options);
  }

  stop() {
    if (!this.#run) return;
    this.#run.cancel();
    if (!this.#run) return;
    this.#parts.status.running("Stopping");
    // A server that does not answer must not keep the page from going on.
    this.#stopTimer ??= setTimeout(() => this.#parts.runner.drop(), 8000);
  }

  sendEnd() {
    if (!this.#run) return;
    // On a terminal it is a key, as it is for everyone else.
    this.#run.input("\u0004");
  }

  sendInterrupt() {
    this.#run?.input("\u0003");
  }

  clear() {
    const { output, terminal, artifacts, editor, status } = this.#parts;
    if (this.#interactiveShown) terminal.clear();
    else output.clear(this.#finder);
    artifacts.clear();
    editor.setProblems([]);
    if (!this.#run) status.idle("Ready");
    this.#showState();
  }

  /** What is on the screen, as text. */
  text() {
    return this.#interactiveShown ? Promise.resolve(this.#parts.terminal.contents()) : this.#parts.output.text().then(stripAnsi);
  }

  get isEmpty() {
    return this.#interactiveShown ? this.#parts.terminal.isEmpty : this.#parts.output.isEmpty;
  }

  get #interactiveShown() {
    return this.#parts.store.state.mode === "terminal";
  }

  #send(request, options) {
    const { workspace, editor, runner, output, terminal, artifacts, status } = this.#parts;
    this.#interactive = Boolean(options.interactive);
    this.#finder = new ProblemFinder(workspace.fileNames);
    this.#problemText = "";
    this.#attempt = 0;
    const isCurrent = () => this.#run === run;
    // Sending comes first; tidying up is for while the server works.
    const run = runner.run(request, options, {
      event: (name, data) => isCurrent() && this.#event(name, data, request),
      error: (code, message, retryAfter) => isCurrent() && this.#refused(code, message, retryAfter),
      lost: () => isCurrent() && this.#lost(),
    });
    this.#run = run;
    status.running("Running");
    editor.setProblems([]);
    artifacts.clear();
    if (this.#interactive) {
      terminal.clear();
      terminal.running = true;
      terminal.linkPlaces(this.#finder);
      terminal.focus();
    } else output.clear(this.#finder);
    this.#showState();
    // Where the panes stand below each other, what one ran for comes into view.
    if (matchMedia("(max-width: 860px)").matches) {
      const pane = byID("output-pane");
      if (pane.getBoundingClientRect().top > innerHeight * 0.6) pane.scrollIntoView({ block: "end" });
    }
  }

  #event(name, data, request) {
    const { output, terminal, status } = this.#parts;
    switch (name) {
      case "queued":
        status.running("Waiting");
        break;
      case "started":
        status.running(request && this.#attempt > 0 ? "Running again" : "Running");
        // What an attempt wrote that was lost is void.
        if ((data.attempt ?? 1) > 1 && this.#attempt > 0) {
          if (this.#interactive) terminal.clear();
          else output.clear(this.#finder);
          this.#problemText = "";
        }
        this.#attempt = data.attempt ?? 1;
        break;
      case "stdout":
      case "stderr":
        if (this.#interactive) terminal.write(data);
        else output.write(name, data);
        if (data.text !== undefined && this.#problemText.length < 200_000) this.#problemText += data.text;
        if (!this.#hasOutput) {
          this.#hasOutput = true;
          performance.mark("runlet:first-output");
          this.#showState();
        }
        break;
      case "phase":
        if (data.phase === "compile" && data.outcome === "completed") status.running("Running");
        break;
      case "result":
        this.#finished(data, request);
        break;
    }
  }

  #hasOutput = false;

  #finished(result, request) {
    const { editor, output, artifacts, status, workspace, limits } = this.#parts;
    this.#end();
    const { defaults } = limits();
    status.result(result, {
      timeout: request.limits?.timeout ? parseFloat(request.limits.timeout) : defaults.timeout,
      memory: request.limits?.memory ?? defaults.memory,
    });
    if (result.truncated && result.outcome !== "output-limit") status.message("The output was longer than the server keeps. The rest of it is lost.");
    if (!["completed", "cancelled"].includes(result.outcome) || this.#problemText.includes("warning")) {
      editor.setProblems(this.#finder.problems(stripAnsi(this.#problemText)));
    }
    // A picture that was among the files of the program is not news.
    const own = new Set(workspace.fileNames);
    artifacts.show((result.artifacts ?? []).filter((artifact) => !own.has(artifact.name)), result.artifactsTruncated === true);
    output.settled().then(() => {
      // The first error is the one to read.
      if (result.outcome === "compile-error") byID("output").scrollTop = 0;
      this.#showState();
    });
  }

  async #refused(code, message, retryAfter) {
    const { status, askKey } = this.#parts;
    if (this.#run && !this.#run.ended) {
      notify(message, null, "warn");
      return;
    }
    this.#end();
    const again = { label: "Run again", icon: "again", run: () => this.start() };
    if (code === 401) {
      status.problem("Key needed", "This server runs programs for those who have a key.", [{ label: "Enter the key", run: () => this.#withKey() }]);
      if (await askKey()) this.start();
    } else if (code === 429) {
      status.problem("Server busy", `${sentence(message)} ${retryAfter ? `Try again in ${retryAfter} s.` : "Try again in a moment."}`, [again]);
    } else if (code === 503) {
      status.problem("Not available", `${sentence(message)} ${retryAfter ? `Try again in ${retryAfter} s.` : ""}`.trim(), [again]);
    } else if (code === 0) status.problem("No connection", sentence(message), [again]);
    else if (code === 409) status.problem("Still busy", "The last run has not quite ended.", [again]);
    else status.problem("Not started", sentence(message), code >= 500 ? [again] : []);
  }

  async #withKey() {
    if (await this.#parts.askKey()) this.start();
  }

  #lost() {
    this.#end();
    this.#parts.status.problem("Connection lost", "The connection to the server broke, and the run ended with it.",
      [{ label: "Run again", icon: "again", run: () => this.start() }]);
  }

  #end() {
    clearTimeout(this.#stopTimer);
    this.#stopTimer = null;
    this.#run = null;
    this.#hasOutput = false;
    if (this.#interactive) this.#parts.terminal.running = false;
    this.#interactive = false;
    this.#showState();
  }

  /** Buttons follow what can be done now. The attribute is also what tests wait for. */
  #showState() {
    const running = this.#run !== null;
    document.body.dataset.run = running ? "running" : "idle";
    const run = byID("run");
    const stop = byID("stop");
    // The focus goes with the button that takes the other's place.
    const moved = document.activeElement === (running ? run : stop);
    run.hidden = running;
    stop.hidden = !running;
    if (moved) (running ? stop : run).focus();
    byID("terminal-keys").hidden = !(running && this.#interactiveShown);
    this.showEmptiness();
  }

  showEmptiness() {
    const empty = this.isEmpty;
    byID("output-hint").hidden = !empty || this.#interactiveShown || this.isRunning;
    for (const id of ["copy-output", "save-output", "clear-output"]) byID(id).disabled = empty;
  }
}

function sentence(text) {
  const trimmed = String(text ?? "").trim() || "The server gave no reason";
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
