/**
 * Progress of long work on standard error: a bar with count, rate and time left on a terminal, nothing elsewhere.
 */
import { SingleBar } from "cli-progress";
import { beforeStopSignal } from "./stop-signal.ts";
import type { Terminal } from "./terminal.ts";

interface Progress {
  /** Shows the amount done so far, in all. */
  update(done: number): void;
  /** Takes the bar away, so that what is printed next stands alone. */
  stop(): void;
}

/**
 * Runs work whose total is known once it has begun; no bar before it tells, and none where there is nothing left to do.
 */
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

interface ProgressBar {
  /** Shows the line anew. */
  show(done: WorkDone): void;
  /** Takes the line away, so that what is printed next stands alone. */
  stop(): void;
}

/**
 * A line on a terminal that is written over as work goes on. It hides the cursor and lets the terminal cut what is too
 * long, and gives both back at its end, also when the process is told to stop.
 */
export function startProgressBar(begin: WorkDone, stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  let current = begin;
  const bar = new SingleBar({
    format: (_, { maxWidth }: { maxWidth?: number }) => progressLine(current, maxWidth ?? 80),
    clearOnComplete: true,
    hideCursor: true,
    stream,
  });
  bar.start(1, 0);
  const stop = (): void => {
    endWatch();
    bar.stop();
  };
  const endWatch = beforeStopSignal(stop);
  return {
    show: (done) => {
      current = done;
      bar.update(Math.min(1, done.share ?? 0));
    },
    stop,
  };
}

/** The progress of the work. */
export interface WorkDone {
  /** Name of the work: `Importing`. */
  readonly verb: string;
  /** Finished amount with its unit: `1000 articles`. */
  readonly amount: string;
  readonly doneUnits: number;
  /** Share in [0, 1]; null if the end is not known, and then there is neither a bar nor a time left. */
  readonly share: number | null;
  /** Units of this run alone, and the time that they took: what an earlier run did says nothing of the rate. */
  readonly ownUnits: number;
  readonly seconds: number;
}

const LONGEST_BAR = 40;
const SHORTEST_BAR = 10;
const SEPARATOR = " · ";

/** A line of at most so many columns: what is needed least is left out first, the bar before the numbers. */
export function progressLine(done: WorkDone, columns: number): string {
  const { verb, amount, share } = done;
  const rate = rateText(done);
  if (share === null) {
    const choices = [[verb, amount, rate], [amount, rate], [amount]];
    return firstThatFits(choices, columns);
  }
  const percent = `${Math.floor(Math.min(1, share) * 100)}%`;
  const left = `${timeLeft(done, share)} left`;
  const numbers = [percent, amount, rate, left].join(SEPARATOR);
  const barColumns = Math.min(LONGEST_BAR, columns - `${verb}  ${numbers}`.length);
  if (barColumns >= SHORTEST_BAR) return `${verb} ${bar(share, barColumns)} ${numbers}`;
  const choices = [[`${verb} ${percent}`, amount, rate, left], [numbers], [percent, amount, left], [percent, left]];
  return firstThatFits([...choices, [percent]], columns);
}

function firstThatFits(choices: readonly (readonly string[])[], columns: number): string {
  const lines = choices.map((pieces) => pieces.join(SEPARATOR));
  return lines.find((line) => line.length <= columns) ?? (lines.at(-1) ?? "").slice(0, columns);
}

function bar(share: number, columns: number): string {
  const full = Math.round(Math.min(1, share) * columns);
  return "█".repeat(full) + "░".repeat(columns - full);
}

function rateText({ ownUnits, seconds }: WorkDone): string {
  return ownUnits === 0 ? "–/s" : `${Math.round(ownUnits / Math.max(0.001, seconds))}/s`;
}

/** Estimates the time left from the share that this run has done of the whole. */
function timeLeft({ doneUnits, ownUnits, seconds }: WorkDone, share: number): string {
  if (share >= 1) return durationText(0);
  if (ownUnits === 0 || doneUnits === 0) return "–";
  const ownShare = (share * ownUnits) / doneUnits;
  return durationText(ownShare === 0 ? Number.POSITIVE_INFINITY : (seconds * (1 - share)) / ownShare);
}

function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
