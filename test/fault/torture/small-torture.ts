/**
 * A torture of the size that CI has time for, some 20 s; the full size is `npm run torture`.
 */
import { expect } from "vitest";
import { type PlaceName, withTorturePlace } from "./places.ts";
import { torture } from "./torture.ts";

const UPLOADS = 240;

/** Rejects where a promise is broken, and where too little happened to tell. */
export async function expectToSurviveTorture(name: PlaceName): Promise<void> {
  await withTorturePlace(name, async (place, script) => {
    const { kills, commits, merges, reads, articles } = await torture({ place, script, uploads: UPLOADS, seed: 1 });
    expect(Math.min(kills, commits, merges, reads, articles)).toBeGreaterThan(5);
  });
}
