/**
 * Waiting between two attempts at a commit (layer 4): exponential with full jitter, so that writers that met once do
 * not meet again (AWS Architecture Blog, "Exponential Backoff And Jitter").
 */
import type { IndexContext } from "../manifest/manifest-store.ts";

const FIRST_WAIT_MS = 40;
const LONGEST_WAIT_MS = 3_000;

/** Waits a random part of FIRST_WAIT_MS * 2^(attempt - 1), at most of LONGEST_WAIT_MS. */
export async function backOff({ clock, ids }: IndexContext, attempt: number): Promise<void> {
  const ceilingMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  await clock.sleep((ids.random32() / 0x100000000) * ceilingMs);
}
