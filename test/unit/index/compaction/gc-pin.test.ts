import { beforeEach, describe, expect, it } from "vitest";
import { createUlid } from "../../../../src/id-source.ts";
import { ManifestStore, type SegmentId, schemaOf } from "../../../../src/index/shared.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { GcPin, PIN_MS } from "../../../support/inside/index-compaction.ts";
import { presentManifest } from "../../../support/live-index.ts";

const MINUTE_MS = 60_000;

let context: TestContext;

const newRun = (): SegmentId => createUlid(context.clock.nowMs(), context.ids) as SegmentId;
const standing = async () => (await presentManifest(context)).collectHold;

beforeEach(async () => {
  context = makeContext();
  await new ManifestStore(context).loadOrCreate(schemaOf(resolvedArticleOptions));
});

describe("a hold", () => {
  it("is placed at once where it is asked for, and lasts an hour", async () => {
    const run = newRun();
    await new GcPin(context, run).place();
    const hold = await standing();
    expect(hold?.from).toBe(run);
    expect(hold!.untilMs - context.clock.nowMs()).toBeGreaterThan(PIN_MS - MINUTE_MS);
  });

  it("is renewed once by many processes of a run", async () => {
    const run = newRun();
    const { sequence } = await presentManifest(context);
    for (let process = 0; process < 5; process += 1) await new GcPin(context, run).place();
    expect((await presentManifest(context)).sequence).toBe(sequence + 1);
  });

  it("is due where it is missing, is of a younger run, or is half over", async () => {
    const [older, run, younger] = [newRun(), newRun(), newRun()];
    const manifest = await presentManifest(context);
    const nowMs = context.clock.nowMs();
    const pin = new GcPin(context, run);
    const isDue = (from: SegmentId, leftMs: number) =>
      pin.placeIfDue({ ...manifest, collectHold: { from, untilMs: nowMs + leftMs } });
    expect([await isDue(run, PIN_MS), await isDue(older, PIN_MS)]).toEqual([false, false]);
    expect(await standing()).toBeNull();
    expect(await pin.placeIfDue(manifest)).toBe(true);
    expect((await standing())?.from).toBe(run);
    expect([await isDue(younger, PIN_MS), await isDue(run, PIN_MS / 2 - 1)]).toEqual([true, true]);
  });

  it("of an older run stays what it is, and is not ended by a younger one", async () => {
    const [older, younger] = [newRun(), newRun()];
    await new GcPin(context, older).place();
    context.clock.advance(20 * MINUTE_MS);
    await new GcPin(context, younger).place();
    expect((await standing())?.from).toBe(older);
    await new GcPin(context, younger).release();
    expect((await standing())?.from).toBe(older);
    await new GcPin(context, older).release();
    expect(await standing()).toBeNull();
  });

  it("of a younger run is widened to an older one", async () => {
    const [older, younger] = [newRun(), newRun()];
    await new GcPin(context, younger).place();
    await new GcPin(context, older).place();
    expect((await standing())?.from).toBe(older);
  });
});
