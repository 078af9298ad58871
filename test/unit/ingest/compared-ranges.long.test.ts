/**
 * Comparing an index with the bucket in ranges of keys: the same as in one, in a fraction of the requests in a row.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManifestStore, schemaOf } from "../../../src/index/shared.ts";
import { findDifferences, verifyIndex } from "../../../src/index/write.ts";
import { ALL_KEYS, type KeyRange, listAll, type ObjectKey } from "../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { LiveEntries, listedVersion } from "../../support/inside/index-commit.ts";
import { invertDocuments } from "../../support/inside/index-inverter.ts";
import { freshSegment } from "../../support/inside/index-manifest.ts";
import { segmentKey } from "../../support/inside/index-own.ts";
import { differencesIn, listUploads } from "../../support/inside/index-uploads.ts";
import { flushSegment } from "../../support/inside/index-writer.ts";
import { presentManifest } from "../../support/live-index.ts";
import { plainOptions } from "../../support/segment-under-test.ts";
import { SimulatedLatency } from "../../support/simulated-latency.ts";

const PARSER = plainOptions.parserVersion;
const NO_BYTES = new Uint8Array(0);

const put = (context: TestContext, key: string, bytes = NO_BYTES) => context.store.putIfAbsent(key as ObjectKey, bytes);

/** Adds a segment of uploads as they are in the bucket, without articles, and of those that are not as if they were. */
async function index(context: TestContext, keys: Iterable<string>): Promise<void> {
  const versions = new Map<string, string>();
  for (const key of keys) versions.set(key, `gone/1/${PARSER}`);
  for await (const summary of listAll(context.store, "articles/"))
    if (versions.has(summary.key)) versions.set(summary.key, listedVersion(summary, PARSER));
  const sources = Array.from(versions, ([sourceKey, version]) => ({ sourceKey, version, documents: [] }));
  const { bytes, summary } = flushSegment(sources, plainOptions, invertDocuments);
  const manifests = new ManifestStore(context);
  const snapshot = await manifests.begin(schemaOf(plainOptions));
  const { segments } = snapshot.manifest;
  const id = manifests.freshId(snapshot.manifest);
  await context.store.putIfAbsent(segmentKey(context.layout, id), bytes);
  await manifests.commit(snapshot, { segments: [...segments, freshSegment(id, summary)], retired: [] });
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `articles/${2000 + (i % 27)}/${String(i).padStart(7, "0")}.json`);

describe("what differs", () => {
  it("is the same in any ranges of keys as in one", async () => {
    const unit = fc.constantFrom("a", "b", "/", "ё", "\uffee", "\u{1f600}");
    const name = fc.string({ unit, minLength: 1, maxLength: 3 });
    const keyOf = (part: string) => `articles/x${part}x.txt`.replaceAll("//", "/-");
    const cut = fc.string({ unit: fc.constantFrom("a", "b", "/", "ё"), maxLength: 2 });
    const segments = fc.array(fc.array(name, { maxLength: 4 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(name), segments, fc.array(cut, { maxLength: 4 }), async (listed, indexed, cuts) => {
        const context = makeContext();
        for (const key of new Set(listed.map(keyOf))) await put(context, key);
        const indexedKeys = new Set<string>();
        for (const names of [...indexed, []]) {
          const keys = names.map(keyOf).filter((key) => !indexedKeys.has(key));
          for (const key of keys) indexedKeys.add(key);
          await index(context, keys);
        }
        const entries = await LiveEntries.open(context, await presentManifest(context));
        const differences = async (range: KeyRange) => {
          const live = new Map((await entries.inRange(range)).map(({ entry }) => [entry.sourceKey, entry.version]));
          const found: string[] = [];
          for await (const one of differencesIn(context.store, PARSER, listUploads(context, range), live))
            found.push(`${one.difference} ${one.key}`);
          return found;
        };
        const ends = [...new Set(cuts.map((text) => `articles/x${text}`))].sort();
        const ranges = [...ends, null].map((last, i) => ({ after: ends[i - 1] ?? null, last }));
        const inRanges: string[] = [];
        for (const range of ranges) inRanges.push(...(await differences(range)));
        expect(inRanges.sort()).toEqual((await differences(ALL_KEYS)).sort());
      }),
      { examples: [[["a"], [["a", "\u{1f600}"], ["b"]], [""]]] },
    );
  });

  it("of 12,000 uploads in six ranges is found, and an upload that is live twice", async () => {
    const context = makeContext();
    const keys = numbered(12_000);
    for (const key of keys) await put(context, key);
    for (let start = 0; start < keys.length; start += 3_000) await index(context, keys.slice(start, start + 3_000));
    expect(await findDifferences(context, PARSER)).toEqual({
      keys: [],
      missing: 0,
      changed: 0,
      gone: 0,
      missed: 0,
      uploads: 12_000,
      isComplete: true,
    });
    expect((await verifyIndex(context, plainOptions)).bucket).toEqual({
      missing: 0,
      changed: 0,
      gone: 0,
      uploads: 12_000,
    });

    const [gone, changed] = [keys[5_000]!, keys[11_999]!] as ObjectKey[];
    await context.store.delete(gone!);
    await context.store.delete(changed!);
    await put(context, changed!, new Uint8Array(1));
    await put(context, "articles/1999/new.json");
    const counts = { missing: 1, changed: 1, gone: 1, uploads: 12_000 };
    const { keys: found, ...of } = await findDifferences(context, PARSER);
    expect([...found].sort()).toEqual(["articles/1999/new.json", gone, changed].sort());
    expect(of).toEqual({ ...counts, missed: 0, isComplete: true });
    const report = await verifyIndex(context, plainOptions);
    expect(report.bucket).toEqual(counts);
    expect(report.findings.map(({ severity }) => severity)).toEqual(["difference", "difference", "difference"]);

    // A writer that broke the rules.
    await index(context, [keys[7]!]);
    const broken = await verifyIndex(context, plainOptions);
    expect(broken.bucket).toBeNull();
    expect(broken.findings.map(({ what }) => what)).toEqual([`It holds ${keys[7]}, which is live a second time.`]);
  });
});

it("200,000 uploads are compared in a twelfth of the time that one listing takes, where a request takes 100 ms", async () => {
  const context = makeContext();
  const keys = numbered(200_000);
  for (const key of keys) await put(context, key);
  for (let start = 0; start < keys.length; start += 50_000) await index(context, keys.slice(start, start + 50_000));
  const latency = new SimulatedLatency(context.store, 100);
  const seen = makeContext(context, latency.store, 9);
  expect(await findDifferences(seen, PARSER)).toMatchObject({ keys: [], uploads: 200_000 });
  // 200 pages, one more for each of 16 ranges, and one to see that the store lists from where it is told to.
  expect(latency.requests.get("list articles")).toBeLessThanOrEqual(200 + 16 + 1);
  expect(latency.elapsedMs).toBeLessThanOrEqual(20_000 / 11);
});
