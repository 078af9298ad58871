/**
 * Progress of long work on standard error: a bar with count, rate and time left on a terminal, nothing elsewhere.
 */
import { startProgressBar } from "./progress-bar.ts";
import type { WorkDone } from "./progress-line.ts";
import type { Terminal } from "./terminal.ts";

interface Progress {
  /** How much is done so far, all in all. */
  update(done: number): void;
  /** Takes the bar away, so that what is printed next stands alone. */
  stop(): void;
}

/** Runs work whose total is known once it has begun; no bar before it tells, and none where there is nothing left to do. */
export async function withProgress<T>(
  terminal: Terminal,
  verb: string,
  unit: string,
  work: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  let progress: Progress | undefined;
  try {
    return await work((done, total) => {
      progress ??= startProgress(terminal, verb, total, unit);
      progress.update(done);
    });
  } finally {
    progress?.stop();
  }
}

/** Less is done before a bar could be read. */
const MIN_TOTAL = 20;

/** `verb` says what is being done, `total` counts `unit`. */
export function startProgress(terminal: Terminal, verb: string, total: number, unit: string): Progress {
  if (!terminal.showsProgress || total < MIN_TOTAL) return { update: () => {}, stop: () => {} };
  const startedMs = Date.now();
  const workDone = (count: number): WorkDone => ({
    verb,
    amount: `${count}/${total} ${unit}`,
    doneUnits: count,
    share: count / total,
    ownUnits: count,
    seconds: (Date.now() - startedMs) / 1000,
  });
  const bar = startProgressBar(workDone(0));
  return {
    update: (done) => bar.show(workDone(Math.min(done, total))),
    stop: () => bar.stop(),
  };
}
