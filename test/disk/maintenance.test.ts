/**
 * Maintenance of an index whose disk is full: what is due is deleted, which makes room.
 */
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { defaultKeyLayout, manifestKey } from "../../src/index/shared.ts";
import { BatchCommitter, collectGarbage, runMaintenance } from "../../src/index/write.ts";
import { FileObjectStore } from "../../src/store/local.ts";
import type { ObjectStore } from "../../src/store/store.ts";
import { noise } from "../contract/object-store/contract.ts";
import { ManualClock, seededIds } from "../support/deterministic.ts";
import { codeOf } from "../support/error-of.ts";
import { createCompactionPolicy } from "../support/inside/index-compaction.ts";
import { keysUnder, liveVersions, presentManifest } from "../support/live-index.ts";
import { plainOptions } from "../support/segment-under-test.ts";
import { makeSmallDisk, type SmallDisk } from "../support/small-disk.ts";

const HOUR_MS = 3_600_000;
const policy = createCompactionPolicy({ smallDocuments: 1, maxSmallSegments: 1, maxDocuments: 100 });

let disk: SmallDisk;
let context: ReturnType<typeof contextOver>;

const contextOver = (store: ObjectStore, clock: ManualClock) => ({
  store,
  clock,
  ids: seededIds(1),
  layout: defaultKeyLayout,
});

beforeEach(async () => {
  disk = await makeSmallDisk(8 * 1024 * 1024);
  const clock = new ManualClock();
  const reserveFor = manifestKey(defaultKeyLayout);
  context = contextOver(new FileObjectStore({ rootFolder: join(disk.path, "data"), clock, reserveFor }), clock);
});
afterEach(() => disk.remove());

/** An article whose words no other has, so that its segment takes some hundred kilobytes. */
const put = (key: string, version: string) =>
  new BatchCommitter(context, plainOptions).commit([key], async () => {
    const words = Buffer.from(noise(100_000)).toString("hex").replaceAll(/.{8}/g, "$& ");
    return { state: "present", version, documents: [{ id: key, title: `мир ${version}`, body: words }] };
  });

it("deletes what is due, and then takes articles again", async () => {
  await put("а", "1");
  await put("а", "2");
  await put("б", "1");
  context.clock.advance(HOUR_MS);
  const { retired } = await presentManifest(context);
  expect(retired).toHaveLength(1);
  disk.fill();
  expect(await codeOf(() => put("в", "1"))).toBe("store-full");
  const { failures, collection } = await runMaintenance(context, plainOptions, { policy });
  expect(failures).toMatchObject([{ code: "store-full" }]);
  expect(collection?.deleted.filter((key) => key.startsWith("index/segments/"))).toHaveLength(1);
  expect(await keysUnder(context, "index/segments/")).toHaveLength(2);
  expect(await liveVersions(context)).toEqual({ а: "2", б: "1" });
  await put("в", "1");
  expect(await liveVersions(context)).toEqual({ а: "2", б: "1", в: "1" });
});

it("goes on for as long as the disk is full, and is whole when it is not any more", async () => {
  await put("а", "1");
  for (let version = 2; version < 6; version += 1) {
    await put("а", `${version}`);
    context.clock.advance(HOUR_MS);
    disk.fill();
    await collectGarbage(context);
    expect((await presentManifest(context)).retired).toEqual([]);
    disk.fill();
    expect(await codeOf(() => put("а", "no"))).toBe("store-full");
    expect(await liveVersions(context)).toEqual({ а: `${version}` });
    disk.clear();
  }
});
