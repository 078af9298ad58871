import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../../src/index/shared.ts";
import { errorOf } from "../../../support/error-of.ts";
import { countLiveDocuments, parseManifest, serialiseManifest } from "../../../support/inside/index-manifest.ts";
import { sampleId, sampleManifest, sampleSegment } from "../../../support/manifest-samples.ts";

const MANIFEST = sampleManifest({
  sequence: 41,
  collectFloor: sampleId(1),
  segments: [
    sampleSegment(2, { liveDocuments: 7, liveEntries: 7, tombstones: [[0, 0, 1]], tombstoneObject: null, entries: 8 }),
    sampleSegment(3, { liveEntries: 8, tombstoneObject: { id: sampleId(5), entries: 2, superseded: 0 } }),
  ],
  retired: [{ id: sampleId(4), kind: "segment", retiredAtMs: 5 }],
});
const parse = (value: unknown): Manifest => parseManifest(serialiseManifest(value as Manifest));

it("a manifest comes back as it was written", () => {
  expect(parseManifest(serialiseManifest(MANIFEST))).toEqual(MANIFEST);
  expect(parseManifest(serialiseManifest(sampleManifest()))).toEqual(sampleManifest());
});

it("its live documents are the sum of its segments'", () => {
  expect(countLiveDocuments(MANIFEST)).toBe(17);
  expect(countLiveDocuments(sampleManifest())).toBe(0);
});

describe("a manifest of another format is refused by both numbers", () => {
  it.each([
    ["a newer manifest format", { format: 2 }, /manifest format 2.*reads format 1.*Upgrade poisk/, [2, 1]],
    ["an older one", { format: 0 }, /manifest format 0.*reads format 1.*Run poisk rebuild/, [0, 1]],
    ["a newer segment format", { segmentFormat: 10 }, /segment format 10.*reads format 9.*Upgrade poisk/, [10, 9]],
  ])("%s", async (_, change, message, [found, supported]) => {
    const error = await errorOf(() => parse({ ...MANIFEST, ...change, segments: "of a shape unknown here" }));
    expect([error.code, error.kind]).toEqual(["unsupported-format", "corrupt-data"]);
    expect(error.message).toMatch(message);
    expect(error.details).toEqual({ found, supported });
  });
});

describe("what no poisk wrote is corrupt, with the place of the fault", () => {
  const segment = MANIFEST.segments[0]!;
  it.each<[string, unknown, string]>([
    ["an object without a format", { more: 1 }, "format"],
    ["a format that is no number", { ...MANIFEST, format: "1" }, "format"],
    ["a sequence below zero", { ...MANIFEST, sequence: -1 }, "sequence"],
    ["a broken number", { ...MANIFEST, sequence: 1.5 }, "sequence"],
    ["a number past exactness", { ...MANIFEST, sequence: 2 ** 53 }, "sequence"],
    ["segments that are no list", { ...MANIFEST, segments: {} }, "segments"],
    ["a segment named by no ULID", { ...MANIFEST, segments: [{ ...segment, id: "." }] }, "segments.0.id"],
    [
      "a segment of more documents than one holds",
      { ...MANIFEST, segments: [{ ...segment, documents: 2 ** 40 }] },
      "segments.0.documents",
    ],
    ["half a tombstone", { ...MANIFEST, segments: [{ ...segment, tombstones: [[1, 2]] }] }, "segments.0.tombstones.0"],
    ["a floor that is no ULID", { ...MANIFEST, collectFloor: "x" }, "collectFloor"],
    [
      "a dictionary with the directory of another form",
      { ...MANIFEST, publication: { partBytes: null, dictionary: { hash: "0123456789abcdef", directory: " 5 1234" } } },
      "publication.dictionary.directory",
    ],
    [
      "a retired thing of no kind",
      { ...MANIFEST, retired: [{ id: sampleId(1), kind: "x", retiredAtMs: 1 }] },
      "retired",
    ],
  ])("%s", async (_, value, place) => {
    const error = await errorOf(() => parse(value));
    expect([error.code, error.kind]).toEqual(["corrupt-manifest", "corrupt-data"]);
    expect(error.message).toContain(`misshapen at ${place}`);
  });

  it("no JSON", async () => {
    const cut = serialiseManifest(MANIFEST).subarray(0, 100);
    const error = await errorOf(() => parseManifest(cut));
    expect(error.code).toBe("corrupt-manifest");
    expect(error.message).toMatch(/^The manifest is no JSON\. .*poisk rebuild/);
    expect((await errorOf(() => parseManifest(new Uint8Array()))).code).toBe("corrupt-manifest");
  });
});

it("any bit that is another is found out, be it in the name of the checksum", async () => {
  const bytes = serialiseManifest(MANIFEST);
  for (let at = 0; at < bytes.length * 8; at += 1) {
    const other = Uint8Array.from(bytes);
    other[at >> 3] = (other[at >> 3] ?? 0) ^ (1 << (at & 7));
    const error = await errorOf(() => parseManifest(other));
    expect([at, error.kind]).toEqual([at, "corrupt-data"]);
  }
});

it.each([null, [], MANIFEST])("one without a checksum is corrupt", async (value) => {
  const error = await errorOf(() => parseManifest(Buffer.from(JSON.stringify(value))));
  expect([error.code, error.kind]).toEqual(["corrupt-manifest", "corrupt-data"]);
  expect(error.message).toContain("does not have its checksum");
});

it("fields that it does not know are dropped, not refused, within one format", async () => {
  expect(parse({ ...MANIFEST, more: 1 })).toEqual(MANIFEST);
});
