import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { defaultKeyLayout, type IndexContext } from "../../../src/index/shared.ts";
import { findDifferences, Ingester, reviewRejectedRecords, runMaintenance } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { FileObjectStore } from "../../../src/store/local.ts";
import { listAll, type ObjectKey } from "../../../src/store/store.ts";
import { ManualClock, seededIds } from "../../support/deterministic.ts";
import { loadTails } from "../../support/inside/index-manifest.ts";
import { parseSegmentKey, segmentKey } from "../../support/inside/index-own.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { presentManifest } from "../../support/live-index.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";
import { unpackSegment } from "../../support/unpacked-segment.ts";
import { articleUpload, upload } from "../../support/uploads.ts";

const HOUR_MS = 3_600_000;
const PARSER = resolvedArticleOptions.parserVersion;

/** A word that no other text has, and how its stem begins. */
const SECRET = "Квазимодулятор тайно вывезли ночью";
const STEM = "квазимодулят";

interface Site {
  readonly folder: string;
  readonly context: IndexContext & { readonly clock: ManualClock };
  readonly ingest: (...keys: ObjectKey[]) => Promise<void>;
}

const leftovers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const remove of leftovers.splice(0)) await remove();
});

async function openSite(): Promise<Site> {
  const { path: folder, remove } = await makeTemporaryFolder();
  leftovers.push(remove);
  const clock = new ManualClock();
  const store = new FileObjectStore({ rootFolder: folder, clock, ids: seededIds(3) });
  const context = { store, layout: defaultKeyLayout, clock, ids: seededIds(4), tailedSegmentBytes: 0 };
  const ingester = new Ingester(context, directProcessor(resolvedArticleOptions));
  const ingest = async (...keys: ObjectKey[]) => {
    expect((await ingester.ingest(keys)).failed.size).toBe(0);
  };
  return { folder, context, ingest };
}

/** Everything that is kept outside the uploads' folder, unpacked, as one text in lower case. */
async function everythingKept({ folder, context }: Site): Promise<string> {
  const texts: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !path.startsWith(join(folder, "articles"))) texts.push(await readFile(path, "utf8"));
  }
  for await (const { key } of listAll(context.store, "index/segments/")) {
    const id = parseSegmentKey(context.layout, key);
    const summary = (await presentManifest(context)).segments.find((segment) => segment.id === id);
    if (summary === undefined) throw new Error(`${key} should have been collected.`);
    texts.push(...(await unpackSegment(context.store, context.layout, summary)));
  }
  // What is packed in them is the segments' own.
  for (const [id, { bytes }] of await loadTails(context.store, context.layout)) {
    const segment = (await context.store.get(segmentKey(context.layout, id))).bytes;
    expect(Buffer.compare(bytes, segment.subarray(segment.length - bytes.length))).toBe(0);
  }
  return texts.join("\n").toLowerCase();
}

/** Runs the schedule: compaction every hour, reconcile every day. Counts the purges. */
async function letHoursPass({ context, ingest }: Site, hours: number): Promise<number> {
  let purges = 0;
  for (let hour = 1; hour <= hours; hour += 1) {
    context.clock.advance(HOUR_MS);
    const { compaction } = await runMaintenance(context, resolvedArticleOptions);
    purges += compaction?.merges.filter(({ reason }) => reason === "purge").length ?? 0;
    if (hour % 24 !== 0) continue;
    await ingest(...(await findDifferences(context, PARSER)).keys);
    await reviewRejectedRecords(context, PARSER);
  }
  return purges;
}

it("the text of an article that was replaced and deleted is nowhere in the index a day later, by what runs on schedule", async () => {
  const site = await openSite();
  const { context, ingest } = site;
  const others = await Promise.all(
    ["а", "б", "в"].map((name) => upload(context, `${name}.json`, articleUpload(`Новость ${name}`))),
  );
  const lines = [1, 2, 3].map((n) => articleUpload(`Сводка ${n}`, n === 2 ? SECRET : ""));
  const archive = await upload(context, "архив.jsonl", lines.join("\n"));
  const key = await upload(context, "тайна.json", articleUpload("Заметка", SECRET));
  await ingest(...others, archive, key);
  expect(await everythingKept(site)).toContain(STEM);

  context.clock.advance(2_000);
  await upload(context, "тайна.json", articleUpload("Заметка", `Иначе: ${SECRET}`));
  await upload(context, "архив.jsonl", [...lines.filter((_, i) => i !== 1), articleUpload("Сводка 4")].join("\n"));
  await ingest(key, archive);
  await context.store.delete(key);
  await ingest(key);

  expect(await letHoursPass(site, 24)).toBeGreaterThan(0);
  const kept = await everythingKept(site);
  expect(kept).not.toContain(STEM);
  expect(kept).not.toContain("тайна.json");
  expect(kept).toContain("сводка 4");
});

it("so is that of a deleted article whose event was lost, a day after it was missed", async () => {
  const site = await openSite();
  const { context, ingest } = site;
  const other = await upload(context, "а.json", articleUpload("Новость"));
  const key = await upload(context, "тайна.json", articleUpload("Заметка", SECRET));
  await ingest(other, key);
  await context.store.delete(key);
  await letHoursPass(site, 24);
  await letHoursPass(site, 24);
  const kept = await everythingKept(site);
  expect(kept).not.toContain(STEM);
  expect(kept).toContain("новость");
});

it("the record of a rejected upload holds none of its text, and goes with it", async () => {
  const site = await openSite();
  const { context, ingest } = site;
  const other = await upload(context, "а.json", articleUpload("Новость"));
  const broken = await upload(context, "тайна.json", `{"title": "Заметка", "text": "${SECRET}`);
  const replaced = await upload(context, "тайна-2.jsonl", `${articleUpload("Сводка")}\n{"text": ["${SECRET}"]}\n`);
  const lost = await upload(context, "тайна-3.json", `["${SECRET}"]`);
  await ingest(other, broken, replaced, lost);
  const records = async () => {
    const kept: string[] = [];
    for await (const { key } of listAll(context.store, "index/rejected/")) {
      kept.push(Buffer.from((await context.store.get(key)).bytes).toString());
    }
    return kept;
  };
  expect((await records()).length).toBe(3);
  expect((await records()).join("\n").toLowerCase()).not.toContain(STEM);
  context.clock.advance(2_000);
  await context.store.delete(broken);
  await upload(context, "тайна-2.jsonl", articleUpload("Сводка"));
  await ingest(broken, replaced);
  expect((await records()).length).toBe(1);
  await context.store.delete(lost);
  await letHoursPass(site, 24);
  expect(await records()).toEqual([]);
  expect(await everythingKept(site)).not.toContain(STEM);
});
