import { describe, expect, it } from "vitest";
import { textSignature } from "../../../src/articles/news.ts";
import { ArticleDigests } from "../../../src/schema/schema.ts";
import { seededRandom32 } from "../../support/deterministic.ts";
import { parseDigest } from "../../support/inside/index-stored.ts";
import { AGENCY_TEXT, forecast, REPRINTS, RESPELLED, SAME_EVENT } from "../../support/reprinted-article.ts";

const BY_TEXT = { text: true, address: false };

/** The number of groups that some texts make. */
function countGroups(texts: readonly string[]): number {
  const digests = new ArticleDigests(texts.length);
  for (const [place, text] of texts.entries()) {
    const bytes = parseDigest(textSignature(text), { field: "signature", sizeBytes: 16 });
    digests.set(place, [{ digestBytes: 16, bytes }, null], 0);
  }
  return new Set(digests.group(BY_TEXT)).size;
}

describe("articles are the same", () => {
  it.each(Object.entries({ ...REPRINTS, ...RESPELLED }))("with %s", (_, text) => {
    expect(countGroups([AGENCY_TEXT, text])).toBe(1);
  });

  it("all reprints together", () => {
    expect(countGroups([AGENCY_TEXT, SAME_EVENT, ...Object.values(REPRINTS)])).toBe(2);
  });
});

describe("articles are two", () => {
  it("on one event in other words", () => {
    expect(countGroups([AGENCY_TEXT, SAME_EVENT])).toBe(2);
  });

  it("of a form that is filled in every day", () => {
    expect(countGroups([forecast(3, 4, 15, 2, 748), forecast(4, 7, 19, 5, 756)])).toBe(2);
  });

  it("without a word each", () => {
    expect(countGroups(["", "…"])).toBe(2);
  });

  it("of a few words, one of which is another", () => {
    expect(countGroups(["Рейсы отменены из-за тумана.", "Рейсы отменены из-за снега."])).toBe(2);
    expect(countGroups(["Рейсы отменены из-за тумана.", "«Рейсы отменены из-за тумана»"])).toBe(1);
  });
});

it("groups a hundred thousand copies and as many others without comparing every two", () => {
  const random32 = seededRandom32(11);
  const count = 200_000;
  const bytes = Uint8Array.from({ length: 16 * count }, (_, i) => (i < 8 * count ? i % 16 : random32() & 0xff));
  const digests = new ArticleDigests(count);
  for (let place = 0; place < count; place += 1) digests.set(place, [{ digestBytes: 16, bytes }, null], place);
  const groups = digests.group(BY_TEXT);
  expect(groups.subarray(0, count / 2).every((group) => group === 0)).toBe(true);
  expect(groups.subarray(count / 2).every((group, i) => group === count / 2 + i)).toBe(true);
});

it("of no articles there are no groups", () => {
  expect([...new ArticleDigests(0).group({ text: true, address: true })]).toEqual([]);
});
