import { describe, expect, it } from "vitest";
import { findOrdinalsById, type SegmentReader } from "../../../../../src/index/read.ts";
import { openBlock } from "../../../../support/documented-bytes.ts";
import { codeOf, errorOf } from "../../../../support/error-of.ts";
import { readGoldenSegment } from "../../../../support/golden-segment.ts";
import { documentedSections, formatNames, formatTable } from "../../../../support/index-format-page.ts";
import { encodeBlock, format, SECTION_NUMBERS, type SectionName } from "../../../../support/inside/index-blocks.ts";
import {
  emptyManifest,
  MANIFEST_FORMAT,
  MAX_INLINE_TOMBSTONES,
  serialiseManifest,
} from "../../../../support/inside/index-manifest.ts";
import {
  allCards,
  allDocuments,
  allEntries,
  allOccurrences,
  allPostings,
} from "../../../../support/inside/index-reader.ts";
import { bulkySources, goldenSources, putBytes, putSegment } from "../../../../support/segment-under-test.ts";

/** All that a segment holds. */
async function readAll(reader: SegmentReader): Promise<unknown> {
  const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
  };
  return {
    terms: await collect(allPostings(reader)),
    documents: await collect(allDocuments(reader)),
    cards: await collect(allCards(reader)),
    entries: await collect(allEntries(reader)),
    occurrences: await collect(allOccurrences(reader)),
    lexicon: await reader.termsWithPrefix(""),
    forms: await reader.formsWithPrefix(""),
    lengths: await Promise.all([reader.lengths(0), reader.lengths(1)]),
    tags: await reader.values("tag"),
    byId: await findOrdinalsById(reader, 2),
    duplicates: await reader.duplicates(),
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("golden bytes", () => {
  it("a header is the magic, the format and zeros", () => {
    expect(hex(format.encodeHeader())).toBe("706f69736b736567" + "0900" + "000000000000");
  });

  it("a footer is the start of the contents, the format and the magic", () => {
    expect(hex(format.encodeFooter(0x0102_0304_0506))).toBe("060504030201" + "0900" + "706f69736b736567");
    expect(format.decodeFooter(format.encodeFooter(2 ** 48 - 1))).toEqual({ contentsStart: 2 ** 48 - 1, format: 9 });
  });

  it("a segment of an older format is refused by name", async () => {
    const bytes = readGoldenSegment("v8");
    expect(await codeOf(() => format.decodeHeader(bytes))).toBe("unsupported-format");
    expect(await codeOf(() => format.decodeFooter(bytes.subarray(-format.FOOTER_BYTES)))).toBe("unsupported-format");
  });

  it("a segment of the present format that was written long ago answers as one written now", async () => {
    const bytes = readGoldenSegment("v9");
    expect(bytes[8]).toBe(9);
    const now = await putSegment(goldenSources());
    const { contentsStart } = format.decodeFooter(bytes.subarray(-format.FOOTER_BYTES));
    const old = await putBytes({ bytes, summary: { ...now.summary, sizeBytes: bytes.length, contentsStart } });
    const reader = await old.open();
    expect(await readAll(reader)).toEqual(await readAll(await now.open()));
    const phrases = (await reader.phrasesWithPrefix("")).map(({ term, count }) => [term, count]);
    expect(phrases).toEqual([["новость", 3], ...[0, 1, 2].map((i) => [`номер${i}`, 1])]);
  });
});

describe("the ends of a segment", () => {
  it("without the magic are corrupt", async () => {
    const header = format.encodeHeader();
    header[0] = 0;
    expect(await codeOf(() => format.decodeHeader(header))).toBe("corrupt-segment");
    const footer = format.encodeFooter(1);
    footer[15] = 0;
    expect(await codeOf(() => format.decodeFooter(footer))).toBe("corrupt-segment");
    expect(await codeOf(() => format.decodeHeader(new Uint8Array(3)))).toBe("corrupt-segment");
  });

  it("of a newer format are refused by both formats' numbers, not called corrupt", async () => {
    const header = format.encodeHeader();
    header[8] = 10;
    const error = await errorOf(() => format.decodeHeader(header));
    expect([error.code, error.details]).toEqual(["unsupported-format", { format: 10, supported: 9 }]);
    expect(error.message).toMatch(/format 10.*reads format 9/);
    const footer = format.encodeFooter(1);
    footer[6] = 10;
    expect(await codeOf(() => format.decodeFooter(footer))).toBe("unsupported-format");
  });
});

it("a table of contents of a wrong shape is corrupt", async () => {
  for (const value of [null, {}, { format: 2 }, { format: 1 }, []]) {
    expect(await codeOf(() => format.parseContents(value))).toBe("corrupt-segment");
  }
});

describe("docs/index-format.md", () => {
  it("has every section with its number and compression", () => {
    const sections = documentedSections();
    expect(Object.fromEntries(sections.map(({ name, number }) => [name, number]))).toEqual(SECTION_NUMBERS);
    for (const { name, compression } of sections) {
      const block = encodeBlock(name as SectionName, 0, Buffer.from("мир".repeat(50)));
      expect(Buffer.from(openBlock(name, 0, block)).toString(), compression).toBe("мир".repeat(50));
    }
  });

  it("has its sizes as the code has them", () => {
    const code: Readonly<Record<string, unknown>> = { ...format, MANIFEST_FORMAT, MAX_INLINE_TOMBSTONES };
    const rows = formatTable("constant").map(([name = "", value]) => [name, Number(value)] as const);
    expect(rows).toEqual(rows.map(([name]) => [name, code[name]]));
  });

  it("has the fields of the table of contents, of the manifest and of its segments", async () => {
    const reader = await (await putSegment(bulkySources(1, 4))).open();
    expect(formatNames("contents").sort()).toEqual(Object.keys(reader.contents).sort());
    const manifest = emptyManifest({ analyzer: "a", parser: "p", fields: [] }, "c", 0);
    const publication = { partBytes: null, dictionary: null };
    const written = JSON.parse(new TextDecoder().decode(serialiseManifest({ ...manifest, publication }))) as object;
    expect(formatNames("manifest").sort()).toEqual(Object.keys(written).sort());
    const state = [
      "id",
      "liveDocuments",
      "liveEntries",
      "tombstones",
      "superseded",
      "tombstoneObject",
      "oldestTombstoneAtMs",
    ];
    const { summary } = await putSegment(bulkySources(1, 4));
    expect(formatNames("segment").sort()).toEqual([...state, ...Object.keys(summary)].sort());
  });
});
