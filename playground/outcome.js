// How a run ended, in words, and its numbers as people read them. No DOM in here.

const signals = {
  1: "SIGHUP", 2: "SIGINT (interrupted)", 3: "SIGQUIT", 4: "SIGILL (illegal instruction)", 5: "SIGTRAP",
  6: "SIGABRT (aborted)", 7: "SIGBUS (bad memory access)", 8: "SIGFPE (arithmetic error)", 9: "SIGKILL (killed)",
  11: "SIGSEGV (invalid memory access)", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM (terminated)",
  24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS (forbidden system call)",
};

/**
 * @typedef {{text: string, detail: string, tone: "good" | "bad" | "warn" | "calm"}} Summary
 * @param {{outcome: string, exitCode?: number | null, signal?: number | null, message?: string}} result
 * @param {{timeout?: number | null, memory?: number | null}} [limits]  what was in force: ms and bytes
 * @returns {Summary}
 */
export function summarise(result, limits = {}) {
  const limited = (text, detail) => ({ text, detail, tone: "warn" });
  switch (result.outcome) {
    case "completed": return { text: "Finished", detail: "exit code 0", tone: "good" };
    case "failed": return { text: `Exit code ${result.exitCode ?? "?"}`, detail: "", tone: "bad" };
    case "signaled":
      return { text: "Crashed", detail: `ended by ${signals[result.signal] ?? `signal ${result.signal}`}`, tone: "bad" };
    case "compile-error": return { text: "Did not compile", detail: "see the messages", tone: "bad" };
    case "timeout":
      return limited("Time limit", limits.timeout ? `stopped after ${formatTime(limits.timeout)}` : "stopped at the time limit");
    case "cpu-limit": return limited("Processor limit", "it used all of its processor time");
    case "memory-limit":
      return limited("Memory limit", limits.memory ? `it needed more than ${formatSize(limits.memory)}` : "it needed more than it may use");
    case "process-limit": return limited("Process limit", "it started too many processes");
    case "output-limit": return limited("Output limit", "it wrote more than is kept");
    case "disk-limit": return limited("Disk limit", "it filled the space it may use");
    case "cancelled": return { text: "Stopped", detail: "ended by you", tone: "calm" };
    case "internal-error":
      return { text: "Server error", detail: result.message ?? "the run failed through no fault of the program", tone: "bad" };
    default: return { text: String(result.outcome), detail: "", tone: "calm" };
  }
}

/** @param {number} milliseconds */
export function formatTime(milliseconds) {
  if (!Number.isFinite(milliseconds)) return "";
  if (milliseconds < 10) return `${Number(milliseconds.toFixed(1))} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${Number((milliseconds / 1000).toFixed(2))} s`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds % 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds / 60} min`;
}

/** @param {number} bytes */
export function formatSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${unit === 0 || bytes >= 100 ? Math.round(bytes) : Number(bytes.toFixed(1))} ${units[unit]}`;
}
