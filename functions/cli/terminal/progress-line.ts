/**
 * The line that shows how far long work is, made to fit the terminal: what is needed least is left out first, the bar
 * before the numbers. Pure.
 */

/** How far the work is. */
export interface WorkDone {
  /** What is being done: `Importing`. */
  readonly verb: string;
  /** What is done and what it counts: `1000 articles`. */
  readonly amount: string;
  readonly doneUnits: number;
  /** In [0, 1]; null where the end is not known, and then there is neither a bar nor a time left. */
  readonly share: number | null;
  /** Units of this run alone, and the time that they took: what an earlier run did says nothing of the rate. */
  readonly ownUnits: number;
  readonly seconds: number;
}

const LONGEST_BAR = 40;
const SHORTEST_BAR = 10;
const SEPARATOR = " · ";

/** A line of at most so many columns. */
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

/** As much longer a share as this run has done of the whole. */
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
