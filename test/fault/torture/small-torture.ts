/**
 * A torture of the size that CI has time for, some 20 s; the full size is `npm run torture`.
 */
import { expect } from "vitest";
import { type PlaceName, withTorturePlace } from "./places.ts";
import { torture } from "./torture.ts";

const UPLOADS = 240;
/** Time limit of a torture on a busy machine. */
export const TORTURE_TIMEOUT_MS = 240_000;

/** Rejects where a promise is broken, and where too little happened to tell. */
export async function expectToSurviveTorture(name: PlaceName): Promise<void> {
  await withTorturePlace(name, async (place, script) => {
    const report = await torture({ place, script, uploads: UPLOADS, seed: 1 });
    const { kills, commits, reads, articles, removals, takedowns, merges } = report;
    expect(Math.min(kills, commits, reads, articles, removals, takedowns)).toBeGreaterThan(5);
    expect(merges).toBeGreaterThan(0);
  });
}
