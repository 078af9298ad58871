/**
 * Damage that checksums cannot find: sections of a segment that are each sound and do not agree.
 */

import { expect, it } from "vitest";
import { Ingester, verifyIndex } from "../../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { putLatest } from "../../../../src/store/store.ts";
import { readDocumentedSegment } from "../../../support/documented-segment.ts";
import { makeContext } from "../../../support/index-context.ts";
import { serialiseManifest } from "../../../support/inside/index-manifest.ts";
import { manifestKey, segmentKey } from "../../../support/inside/index-own.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { presentManifest } from "../../../support/live-index.ts";
import { partsOf, resealSegment } from "../../../support/resealed-segment.ts";
import { articleUpload, upload } from "../../../support/uploads.ts";

type Change = (content: Uint8Array) => Uint8Array;

const json =
  (change: (value: never) => unknown): Change =>
  (content) =>
    Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(content).toString("utf8")) as never)), "utf8");

/** Byte by byte: what is put in must be ASCII. */
const text =
  (change: (text: string) => string): Change =>
  (content) =>
    Buffer.from(change(Buffer.from(content).toString("latin1")), "latin1");

const byte =
  (at: number, change: (byte: number) => number): Change =>
  (content) => {
    const changed = Uint8Array.from(content);
    const place = at < 0 ? changed.length + at : at;
    changed[place] = change(changed[place] ?? 0);
    return changed;
  };

/**
 * An index of two uploads, and of one twice where its duplicates are asked for, with the content of one section changed
 * under a right checksum; its findings.
 */
async function findingsWith(section: string, change: Change): Promise<string> {
  const context = makeContext();
  await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest([
    await upload(context, "a.json", articleUpload("Цены на нефть выросли")),
    await upload(context, "b.json", articleUpload("Газ Exxon подешевел")),
    ...(section === "duplicates" ? [await upload(context, "c.json", articleUpload("Газ Exxon подешевел"))] : []),
  ]);
  const manifest = await presentManifest(context);
  const segment = manifest.segments[0]!;
  const key = segmentKey(context.layout, segment.id);
  const { bytes } = await context.store.get(key);
  const parts = partsOf(readDocumentedSegment(bytes));
  expect(parts.map(({ name }) => name)).toContain(section);
  const resealed = resealSegment(bytes, parts, (part, content) => (part.name === section ? change(content) : content));
  await putLatest(context.store, key, resealed.bytes);
  const { contentsStart } = resealed;
  const changed = { ...manifest, segments: [{ ...segment, sizeBytes: resealed.bytes.length, contentsStart }] };
  await putLatest(context.store, manifestKey(context.layout), serialiseManifest(changed));
  const { findings } = await verifyIndex(context, resolvedArticleOptions);
  return findings
    .map(({ severity, where, what }) => `${severity} ${where === key ? "segment" : where}: ${what}`)
    .join("\n");
}

it("is read as sound where nothing is changed", async () => {
  expect(await findingsWith("entries", (content) => content)).toBe("");
});

it("finds out a segment that lists no surface form by its keys", async () => {
  const context = makeContext();
  const withoutKeys = directProcessor({ ...resolvedArticleOptions, keysOfForm: null });
  await new Ingester(context, withoutKeys).ingest([
    await upload(context, "b.json", articleUpload("Газ Exxon подешевел")),
  ]);
  const { findings } = await verifyIndex(context, resolvedArticleOptions);
  expect(findings.map(({ what }) => what)).toEqual([
    expect.stringMatching(/list of surface forms by keys is not that of its occurrences, first at "/),
  ]);
});

it.each<[string, Change, RegExp]>([
  ["entries", json((rows: [string, string, number, number[]][]) => rows.toReversed()), /not in order|stored as one of/],
  [
    "entries",
    json((rows: unknown[][]) => rows.map(([key, version, count]) => [key, version, count, [9, 9, 9]])),
    /do not add up/,
  ],
  ["entries", json((rows: unknown[]) => rows.slice(1)), /has keys for 1 of 1|do not add up/],
  [
    "stored",
    text((rows) => rows.replace("articles/a.json", String.raw`articles/\u044f.json`)),
    /articles\/a\.json is stored as one of articles\/я\.json/,
  ],
  ["stored", text((rows) => rows.replace(/^\["/, '["x')), /stored under another id/],
  [
    "cards",
    text((rows) => rows.replace('"text":"', '"text":"x')),
    /The card of an article of articles\/a\.json does not say/,
  ],
  [
    "stored",
    text((rows) => rows.replace('"source":null', '"source":"x"')),
    /column source does not say what is stored/,
  ],
  ["ids", json((ids: string[]) => ids.toReversed()), /stored under another id/],
  ["documentIds", byte(0, (first) => first ^ 1), /table of names does not lead/],
  ["nameFilter", (content) => content.map(() => 0), /filter of names does not know/],
  ["phraseFilter", (content) => content.map(() => 0), /filter of phrases does not know "/],
  ["filter", (content) => content.map(() => 0), /filter of keys does not know articles\/a\.json/],
  ["lengths 0", byte(-1, (length) => length + 1), /field lengths of articles\/b\.json do not add up/],
  ["lengths 1", byte(-1, () => 0), /postings in a field that is empty/],
  ["lexicon", byte(-1, (frequency) => frequency + 1), /lexicon counts other documents than its postings, first at "/],
  ["forms", byte(-1, (frequency) => frequency + 1), /list of surface forms is not that of its occurrences, first at "/],
  ["forms", byte(2, (unit) => unit - 1), /list of surface forms is not that of its occurrences, first at "/],
  [
    "keyedForms",
    byte(-1, (frequency) => frequency + 1),
    /list of surface forms by keys is not that of its occurrences, first at "/,
  ],
  ["phrases", (content) => content.subarray(0, -1), /posting list is cut off/],
  ["duplicates", byte(-1, (address) => address + 1), /lists other articles as the same than its digests say/],
  ["occurrences", byte(-1, (tag) => tag + 4), /An occurrence is out of bounds/],
])("finds out a section that says otherwise than the others: %s", async (section, change, expected) => {
  const findings = await findingsWith(section, change);
  expect(findings).toMatch(expected);
  expect(findings.split("\n").every((finding) => finding.startsWith("damage segment: "))).toBe(true);
});
