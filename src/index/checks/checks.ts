/**
 * Runs checks one after another: of a store before an index is trusted to it, and of the host of a published index. The
 * checks are data; each asks its subject one question and says what it found.
 */
import { isErrorOfKind, isSearchIndexError } from "../../errors.ts";

/** The result of a check, in a sentence; `advice` says how to fix a fault. */
export interface Finding {
  readonly verdict: "passed" | "warning" | "failed" | "skipped";
  readonly found: string;
  readonly advice?: string | undefined;
  /** True if it failed because there was no answer or no permission, which does not prove a fault of the subject. */
  readonly isUnanswered?: boolean;
}

export interface Check<Subject> {
  /** Stable, for programs. */
  readonly name: string;
  /** The behaviour of a sound subject, as a statement. */
  readonly claim: string;
  readonly run: (subject: Subject) => Promise<Finding>;
}

/** The outcome of a check. */
export interface CheckResult extends Omit<Check<never>, "run"> {
  readonly verdict: Finding["verdict"];
  readonly found: string;
  readonly advice: string | null;
  readonly isUnanswered: boolean;
}

export interface CheckReport {
  readonly checks: readonly CheckResult[];
  /** True if no check failed. */
  readonly isTrusted: boolean;
}

/** Thrown by a check that need not ask, since another one before it failed. */
export class NotAsked extends Error {}

export function passed(found: string): Finding {
  return { verdict: "passed", found };
}

export function warning(found: string, advice?: string): Finding {
  return { verdict: "warning", found, advice };
}

export function failed(found: string, advice?: string): Finding {
  return { verdict: "failed", found, advice };
}

/** A check that rejects with a {@link SearchIndexError} has failed. */
export async function runChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  onCheck: (result: CheckResult) => void,
): Promise<CheckReport> {
  const results: CheckResult[] = [];
  for (const { name, claim, run } of checks) {
    const { verdict, found, advice = null, isUnanswered = false } = await run(subject).catch(findingOf);
    const result = { name, claim, verdict, found, advice, isUnanswered };
    results.push(result);
    onCheck(result);
  }
  return { checks: results, isTrusted: results.every(({ verdict }) => verdict !== "failed") };
}

function findingOf(error: unknown): Finding {
  if (error instanceof NotAsked) return { verdict: "skipped", found: error.message };
  if (!isSearchIndexError(error)) throw error;
  return { ...failed(error.message), isUnanswered: isErrorOfKind(error, "unavailable") };
}
