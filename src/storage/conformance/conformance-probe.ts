/**
 * Puts a store on trial before an index is trusted to it (layer 1): asks it, by doing, for every property that poisk stands
 * on. Works in a folder of its own under the index's prefix and leaves nothing behind; what a killed run leaves is deleted
 * by the next one, or by the collector.
 */
import { isErrorOfKind, isSearchIndexError, SearchIndexError } from "../../errors.ts";
import { accessChecks, rightsCheck } from "./access-checks.ts";
import { conditionChecks } from "./condition-checks.ts";
import { DENIED_ADVICE, failed, type ProbeContext, type ProbeFinding, type StoreCheck, Trial } from "./probe-run.ts";
import { raceChecks } from "./race-checks.ts";
import { readingChecks } from "./reading-checks.ts";
import { streamAndClockChecks } from "./stream-and-clock-checks.ts";

/** What became of one check; `skipped` where one before it made it useless to ask. */
export interface CheckResult {
  readonly name: string;
  readonly claim: string;
  readonly isEssential: boolean;
  readonly verdict: ProbeFinding["verdict"] | "skipped";
  readonly found: string;
  readonly advice: string | null;
  /** Whether it failed for want of an answer alone. */
  readonly isUnanswered: boolean;
}

export interface TrialReport {
  readonly checks: readonly CheckResult[];
  /** Whether all checks that were asked for passed, warnings apart. */
  readonly isTrusted: boolean;
}

export interface TrialOptions {
  /** Only what an index would be lost or garbled without. Default: all. */
  readonly isQuick?: boolean;
  /** After each check. */
  readonly onCheck?: (result: CheckResult) => void;
}

/** A check without an answer is made so often; what a store does is told by its answers. Our decision. */
const MAX_ROUNDS = 3;
const ROUND_PAUSE_MS = 500;
/** No check is made anew that took longer: a store that is silent is told of, not waited for. */
const MAX_ROUND_MS = 10_000;

const ALL_CHECKS: readonly StoreCheck[] = [
  ...accessChecks,
  ...conditionChecks,
  ...raceChecks,
  ...readingChecks,
  ...streamAndClockChecks,
];

/**
 * At most some 950 requests and 17 MB written; the quick part some 330 requests and a few KB. Rejects with what is no answer of a
 * store alone: a store that does not answer has failed.
 */
export async function tryStore(
  context: ProbeContext,
  { isQuick = false, onCheck = () => {} }: TrialOptions = {},
): Promise<TrialReport> {
  const trial = new Trial(context, isQuick);
  const checks: CheckResult[] = [];
  const note = (check: StoreCheck, finding: ProbeFinding | null): void => {
    const result = resultOf(check, finding);
    checks.push(result);
    onCheck(result);
  };
  try {
    const rights = await runCheck(rightsCheck, trial);
    note(rightsCheck, rights);
    for (const check of ALL_CHECKS.filter(({ isEssential }) => isEssential || !isQuick)) {
      note(check, rights.verdict === "failed" ? null : await runCheck(check, trial));
    }
  } finally {
    await leaveNothing(trial);
  }
  return { checks, isTrusted: checks.every(({ verdict }) => verdict === "passed" || verdict === "warning") };
}

/** `store-unsafe` where an index would be lost or garbled in this store; `store-unavailable` where it does not answer. */
export async function requireTrustedStore(context: ProbeContext): Promise<void> {
  // A store that is away for a moment must not be called unsafe.
  await context.store.list({ prefix: context.layout.indexPrefix, limit: 1 });
  const { checks, isTrusted } = await tryStore(context, { isQuick: true });
  if (isTrusted) return;
  const failures = checks.filter(({ verdict }) => verdict === "failed");
  const faults = failures.map(({ found }) => found);
  if (failures.every(({ isUnanswered }) => isUnanswered)) {
    throw new SearchIndexError("store-unavailable", `The store did not answer while it was tried: ${faults.join(" ")}`);
  }
  throw new SearchIndexError(
    "store-unsafe",
    `No index is kept in this store, since it would not be safe there: ${faults.join(" ")} To look closer: poisk doctor.`,
  );
}

/** A lost answer, or a decision that the store put off, is no finding: the check is made anew. */
async function runCheck(check: StoreCheck, trial: Trial): Promise<ProbeFinding> {
  const { clock } = trial.context;
  for (let round = 1; ; round += 1) {
    const startMs = clock.monotonicMs();
    try {
      return await check.run(trial);
    } catch (error) {
      if (!isSearchIndexError(error)) throw error;
      const isLast = round === MAX_ROUNDS || clock.monotonicMs() - startMs > MAX_ROUND_MS;
      if (isLast || !error.retryable) {
        return { ...failedByError(error), isUnanswered: isErrorOfKind(error, "unavailable") };
      }
    }
    await clock.sleep(ROUND_PAUSE_MS);
    trial.beginRound();
  }
}

function failedByError(error: SearchIndexError): ProbeFinding {
  const advice = isErrorOfKind(error, "internal")
    ? DENIED_ADVICE
    : "Look at the endpoint, the network and the store's own log, and run this again.";
  return failed(error.message, advice);
}

const NOT_ASKED: Omit<ProbeFinding, "verdict"> & Pick<CheckResult, "verdict"> = {
  verdict: "skipped",
  found: "Not asked.",
};

function resultOf({ name, claim, isEssential }: StoreCheck, finding: ProbeFinding | null): CheckResult {
  const { verdict, found, advice = null, isUnanswered = false } = finding ?? NOT_ASKED;
  return { name, claim, isEssential, verdict, found, advice, isUnanswered };
}

/** What may not be deleted now is deleted by the collector; a store that refuses has failed a check already. */
async function leaveNothing(trial: Trial): Promise<void> {
  try {
    await trial.cleanUp();
  } catch (error) {
    if (!isSearchIndexError(error)) throw error;
  }
}
