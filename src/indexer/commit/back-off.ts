/**
 * Waiting between two attempts at a commit (layer 4): exponential with full jitter, so that writers that met once do
 * not meet again (AWS Architecture Blog, "Exponential Backoff And Jitter"); and what is told after the last attempt.
 */
import { type ErrorDetails, isSearchIndexError, SearchIndexError } from "../../errors.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";

const FIRST_WAIT_MS = 40;
const LONGEST_WAIT_MS = 3_000;

/** Waits a random part of FIRST_WAIT_MS * 2^(attempt - 1), at most of LONGEST_WAIT_MS. */
export async function backOff({ clock, ids }: IndexContext, attempt: number): Promise<void> {
  const ceilingMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  await clock.sleep((ids.random32() / 0x100000000) * ceilingMs);
}

/**
 * What to tell of the last doubt of so many attempts: `conflict` where other writers were faster, `store-unavailable` where
 * the store did not answer, which another person has to look into.
 */
export function outOfAttempts(
  conflict: "commit-conflict" | "index-busy",
  attempts: number,
  advice: string,
  doubt: unknown,
  details: ErrorDetails = {},
): SearchIndexError {
  const isUnanswered = isSearchIndexError(doubt) && doubt.code === "store-unavailable";
  return new SearchIndexError(
    isUnanswered ? "store-unavailable" : conflict,
    isUnanswered
      ? `The store did not answer in the last of ${attempts} attempts. ${advice}`
      : `Other writers were faster in the last of ${attempts} attempts. ${advice}`,
    { details, cause: doubt },
  );
}
