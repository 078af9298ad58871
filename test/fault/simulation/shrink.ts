/**
 * Makes a failing history small: leaves out as many of its happenings as it can, by halves and then one by one (Zeller
 * and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002), as long as it fails in any way.
 */
import type { Happening } from "./choices.ts";
import { BrokenPromise, type HistoryOptions, runHistory } from "./history.ts";

export interface ShrunkHistory {
  /** Remaining happenings, each of which is needed. */
  readonly happenings: readonly Happening[];
  /** Omitted happenings: without them the seed repeats this failure. */
  readonly omitted: ReadonlySet<Happening>;
  readonly failure: BrokenPromise;
  readonly runs: number;
}

/** Shrinks a history by at most `maxRuns` runs; the rest may not be minimal. */
export async function shrinkHistory(
  seed: number,
  steps: number,
  failure: BrokenPromise,
  { roles }: Pick<HistoryOptions, "roles"> = {},
  maxRuns = 400,
): Promise<ShrunkHistory> {
  const omitted = new Set<Happening>();
  let [smallest, runs] = [failure, 0];
  const failsWithout = async (some: readonly Happening[]): Promise<boolean> => {
    runs += 1;
    const without = new Set([...omitted, ...some]);
    const found = await failureOf(seed, steps, { ...(roles === undefined ? {} : { roles }), omitted: without });
    if (found === null) return false;
    for (const happening of some) omitted.add(happening);
    smallest = found;
    return true;
  };
  let size = Math.ceil(smallest.happenings.length / 2);
  while (runs < maxRuns) {
    let hasShrunk = false;
    // From the end: what comes late is seldom the cause.
    for (let end = smallest.happenings.length; end > 0 && runs < maxRuns; end -= size) {
      const some = smallest.happenings.slice(Math.max(0, end - size), end);
      if (some.length > 0 && (await failsWithout(some))) hasShrunk = true;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (!hasShrunk) break;
  }
  return { happenings: smallest.happenings, omitted, failure: smallest, runs };
}

/** The failure of a history, or null where it keeps all promises. */
export async function failureOf(
  seed: number,
  steps: number,
  options: HistoryOptions = {},
): Promise<BrokenPromise | null> {
  try {
    await runHistory(seed, steps, options);
    return null;
  } catch (error) {
    if (error instanceof BrokenPromise) return error;
    throw error;
  }
}
