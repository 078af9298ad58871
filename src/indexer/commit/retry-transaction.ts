/**
 * Doing again what may be done twice (layer 4), where the store did not answer or did not decide: a put under a name that
 * is fresh or tells its content, or of whatever is newest. Stores under load answer 503 to some requests as a rule (AWS,
 * "Best practices design patterns: optimizing Amazon S3 performance").
 */
import { isSearchIndexError } from "../../errors.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import { backOff } from "./back-off.ts";
import { isOutcomeUnknown } from "./batch-commit.ts";

export interface RepeatLimits {
  /** With the first one. Default 10: with the waits some six seconds. */
  readonly maxAttempts?: number;
  /** No attempt begins later after the first; a store that is away is told of, not waited for. Default 15,000. */
  readonly budgetMs?: number;
}

/** What `act` gives, done again on any doubt; rejects with the last one, and at once with anything else. */
export async function retryTransaction<T>(
  context: IndexContext,
  act: () => Promise<T>,
  { maxAttempts = 10, budgetMs = 15_000 }: RepeatLimits = {},
): Promise<T> {
  const endMs = context.clock.monotonicMs() + budgetMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      const mayPass = isOutcomeUnknown(error) && !(isSearchIndexError(error) && error.code === "index-busy");
      if (!mayPass || attempt >= maxAttempts || context.clock.monotonicMs() > endMs) throw error;
    }
    await backOff(context, attempt);
  }
}
