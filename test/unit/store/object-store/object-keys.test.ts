import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defaultKeyLayout,
  importPrefix,
  isUploadKey,
  type KeyLayout,
  parseSegmentId,
} from "../../../../src/index/shared.ts";
import { parseObjectKey } from "../../../../src/store/store.ts";
import { codeOf } from "../../../support/error-of.ts";
import {
  importPartKey,
  manifestKey,
  parseSegmentKey,
  parseTombstonesKey,
  rejectedKey,
  segmentKey,
  tombstonesKey,
} from "../../../support/inside/index-own.ts";
import { sampleId } from "../../../support/manifest-samples.ts";

const layout = defaultKeyLayout;

describe("a key", () => {
  it.each([
    "a",
    "articles/a b+c%20.txt",
    "articles/новости/ё.txt",
    "a//b/",
    "...",
    "a/..b",
    "line\nfeed",
    "__proto__",
    "д".repeat(512),
  ])("may be %j", (text) => {
    expect(parseObjectKey(text)).toBe(text);
  });

  it.each([
    ["", "it is empty"],
    ["/a", "it begins with a slash"],
    ["a\0b", "it holds a null character"],
    ["a\ud800", "it is not well-formed Unicode"],
    ["a/../b", "a part of its path is a dot or two"],
    ["./a", "a part of its path is a dot or two"],
    ["a/..", "a part of its path is a dot or two"],
    ["x".repeat(1_025), "it is longer than 1024 bytes"],
    ["д".repeat(513), "it is longer than 1024 bytes"],
  ])("may not be %j, and the error says why", async (text, why) => {
    expect(await codeOf(() => parseObjectKey(text))).toBe("invalid-key");
    expect(() => parseObjectKey(text)).toThrow(why);
  });
});

describe("the keys of an index", () => {
  it("lie where the documentation says", () => {
    const id = sampleId(7);
    expect([manifestKey(layout), segmentKey(layout, id), tombstonesKey(layout, id)]).toEqual([
      "index/manifest.json",
      `index/segments/${id}.segment`,
      `index/tombstones/${id}`,
    ]);
  });

  it("are understood again, and no other key is", () => {
    const id = sampleId(7);
    expect(parseSegmentKey(layout, segmentKey(layout, id))).toBe(id);
    expect(parseTombstonesKey(layout, tombstonesKey(layout, id))).toBe(id);
    for (const text of [
      `index/segments/${id}`,
      `index/segments/${id}.segment.gz`,
      `index/segments/x/${id}.segment`,
      `index/segments/${id.toLowerCase()}.segment`,
      `other/segments/${id}.segment`,
      `index/tombstones/${id}.json`,
      "index/segments/.segment",
    ]) {
      expect(parseSegmentKey(layout, parseObjectKey(text))).toBeNull();
      expect(parseTombstonesKey(layout, parseObjectKey(text))).toBeNull();
    }
    expect(parseSegmentId("..")).toBeNull();
  });

  it("of rejected uploads are short, and another for another upload", () => {
    const long = rejectedKey(layout, parseObjectKey("a".repeat(1_024)));
    expect(long).toMatch(/^index\/rejected\/[0-9a-f]{32}\.json$/);
    expect(rejectedKey(layout, parseObjectKey("b"))).not.toBe(long);
  });

  it("are no uploads, whatever they are", () => {
    const inIndex = fc.string({ maxLength: 20 }).map((text) => `${layout.indexPrefix}${text}`);
    fc.assert(
      fc.property(inIndex, (key) => {
        expect(isUploadKey(layout, key)).toBe(false);
      }),
    );
  });
});

describe("the key of an upload", () => {
  const ownBucket: KeyLayout = { uploadsPrefix: "", indexPrefix: "index/" };

  it.each([
    [layout, "articles/a.txt", true],
    [layout, "articles/a/b.txt", true],
    [layout, "articles/", false],
    [layout, "articles/folder/", false],
    [layout, "articlesX/a.txt", false],
    [layout, "a.txt", false],
    [ownBucket, "a.txt", true],
    [ownBucket, "index/a.txt", false],
  ])("is told under %j: %s %s", (given, key, isUpload) => {
    expect(isUploadKey(given, key)).toBe(isUpload);
  });

  it("of an archive's part is made of the archive's name, a number that sorts, and a hash", () => {
    const prefix = importPrefix(layout, "ленты 2016");
    expect(prefix).toBe("articles/import/ленты 2016/");
    expect(importPartKey(prefix, 12, "abc")).toBe("articles/import/ленты 2016/00012-abc.jsonl.gz");
  });

  it.each(["", "  ", "a/b", "..", ".", "a\0", "x".repeat(1_024)])(
    "is refused for an archive named %j",
    async (name) => {
      expect(await codeOf(() => importPrefix(layout, name))).toBe("invalid-key");
    },
  );
});
