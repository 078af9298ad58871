/**
 * Progress of long work on standard error: a bar with count, rate and time left on a terminal, nothing elsewhere.
 */
import { Presets, SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";

export interface Progress {
  /** How much is done so far, all in all. */
  update(done: number): void;
  /** Takes the bar away, so that what is printed next stands alone. */
  stop(): void;
}

/** Less is done before a bar could be read. */
const MIN_TOTAL = 20;

/** `verb` says what is being done, `total` counts `unit`. */
export function startProgress(terminal: Terminal, verb: string, total: number, unit: string): Progress {
  if (!terminal.showsProgress || total < MIN_TOTAL) return { update: () => {}, stop: () => {} };
  const startedMs = Date.now();
  const bar = new SingleBar(
    {
      format: `${verb} {bar} {value}/{total} ${unit} · {rate}/s · {eta_formatted} left`,
      clearOnComplete: true,
      hideCursor: true,
      etaBuffer: 50,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { rate: "–" });
  return {
    update: (done) => {
      const seconds = Math.max(0.001, (Date.now() - startedMs) / 1000);
      bar.update(Math.min(done, total), { rate: String(Math.round(done / seconds)) });
    },
    stop: () => bar.stop(),
  };
}
