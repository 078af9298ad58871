/**
 * The state machine that the stack deploys, run here with the functions' own handlers; `npm run backfill:simulate` does
 * the same with more files.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { liveVersions } from "../support/live-index.ts";
import { BackfillSimulation, calm, rough } from "./backfill/backfill-simulation.ts";
import { expectExactIndex, expectSameSearch, SAMPLE_QUERIES } from "./backfill/bucket-agreement.ts";
import type { Definition } from "./backfill/states-language.ts";
import { definitionOf } from "./backfill/synthesised-definition.ts";
import { synthesise } from "./synthesised.ts";

/** The bucket that lives takes some 15 s of processor time. */
const LONG_MS = 300_000;

let definition: Definition;

beforeAll(async () => {
  definition = definitionOf(await synthesise());
}, LONG_MS);

describe("the state machine", () => {
  it("brings in a bucket at rest, each upload by one look and one read, and has nothing to queue", async () => {
    const simulation = await BackfillSimulation.make(definition, {
      seed: 1,
      files: 500,
      words: 40,
      odds: calm,
      maxItemsPerBatch: 60,
    });
    const { output, children, retries, costs } = await simulation.execute();
    expect({ children, retries }).toEqual({ children: 9, retries: 0 });
    expect(output).toMatchObject({ uploads: 500, committed: 500, skipped: 0, outdated: 0, left: 0, queued: 0 });
    expect(costs.get("poisk-backfill-commit")?.byMethod.head).toBe(500);
    expect(await expectExactIndex(simulation.bucket.context)).toBe(500);
  });

  it(
    "makes an exact index of a bucket that lives, with children killed, given up and out of time",
    async () => {
      const simulation = await BackfillSimulation.make(definition, {
        seed: 2,
        files: 2_000,
        words: 40,
        odds: rough,
        maxItemsPerBatch: 100,
      });
      const { bucket } = simulation;
      const { output, killed, givenUp, hurried, retries, needlesslyQueued } = await simulation.execute();
      // A run in which little happens proves little.
      expect(Math.min(killed, givenUp, hurried, retries)).toBeGreaterThan(0);
      expect(Math.min(...Object.values(bucket.counts))).toBeGreaterThan(0);
      expect(Math.min(output.committed, output.skipped, output.outdated, output.rejected)).toBeGreaterThan(0);
      // Before what was lost is handled, all else is right already: nothing stale, nothing raised from the dead.
      expect(needlesslyQueued).toEqual([]);
      await bucket.drain();
      await expectExactIndex(bucket.context);
      expect(await expectSameSearch(bucket.context, SAMPLE_QUERIES)).toBeGreaterThan(100);
    },
    LONG_MS,
  );

  it("leaves a batch that brings its child down to the queue, and the rest is in", async () => {
    const isPoisoned = (keys: readonly string[]) => keys.some((key) => key.endsWith("0000077.json"));
    const options = { seed: 5, files: 300, words: 40, odds: calm, maxItemsPerBatch: 60, isPoisoned };
    const simulation = await BackfillSimulation.make(definition, options);
    const { output, children, failedChildren, retries } = await simulation.execute();
    expect({ children, failedChildren, retries }).toEqual({ children: 6, failedChildren: 1, retries: 6 });
    expect(output.committed + output.queued).toBe(300);
    expect(output.queued).toBeGreaterThan(0);
    await simulation.bucket.drain();
    expect(await expectExactIndex(simulation.bucket.context)).toBe(300);
  });

  it("fails where most of its children do, and commits nothing", async () => {
    const simulation = await BackfillSimulation.make(definition, {
      seed: 6,
      files: 100,
      words: 40,
      odds: calm,
      maxItemsPerBatch: 20,
      isPoisoned: () => true,
    });
    await expect(simulation.execute()).rejects.toThrow(/States.ExceedToleratedFailureThreshold/);
    expect(await liveVersions(simulation.bucket.context)).toEqual({});
  });

  it("started again after a stop goes on, and reads what was flushed no second time", async () => {
    const options = { seed: 3, files: 400, words: 40, maxItemsPerBatch: 50 };
    const simulation = await BackfillSimulation.make(definition, { ...options, odds: calm });
    const { States, StartAt } = definition;
    const stopped: Definition = {
      StartAt,
      States: { ...States, Commit: { Type: "Choice", Choices: [], Default: "Nowhere" } },
    };
    await expect(simulation.execute(stopped)).rejects.toThrow(/no state Nowhere/);
    const { output, costs } = await simulation.execute();
    expect(output).toMatchObject({ committed: 400, skipped: 0, queued: 0 });
    expect(costs.get("poisk-backfill-flush")?.byMethod.get).toBeLessThan(2 * 400);
    await expectExactIndex(simulation.bucket.context);
  });
});
