/**
 * Whole feeds (test/fixtures/feeds) with anything put in, left out or cut off: they are read to an answer, and to the
 * same one however they come.
 */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readArticles } from "../../../src/articles/articles.ts";
import { FeedParser } from "../../../src/articles/feeds.ts";
import { normalizeText } from "../../support/inside/articles-text.ts";

const FOLDER = new URL("../../fixtures/feeds/", import.meta.url);
const feeds = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".xml"))
  .map((file) => readFileSync(new URL(file, FOLDER), "utf8"));
const scraps = fc.constantFrom(
  ...'< > & ; </ /> <b> </b> <br> </p> </item> <item> </rss> <!-- --> --- <![CDATA[ ]]> ]] <![endif]> <? ?> <!DOCTYPE &amp &#xD83D; &#0; &lt; " \' = xmlns="" \0 \uFFFF 😀'.split(
    " ",
  ),
);

/** A feed after some places were changed. */
const brokenFeed = fc
  .tuple(
    fc.constantFrom(...feeds),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), scraps, fc.nat(12)), { maxLength: 6 }),
    fc.double({ min: 0.1, max: 1, noNaN: true }),
  )
  .map(([feed, changes, share]) => {
    let text = feed;
    for (const [place, scrap, left] of changes) {
      const at = Math.floor(place * text.length);
      text = text.slice(0, at) + scrap + text.slice(at + left);
    }
    return share > 0.9 ? text : text.slice(0, Math.floor(share * text.length));
  });

function itemsOf(text: string, lengths: readonly number[]) {
  const parser = new FeedParser();
  const items = [];
  for (let start = 0, n = 0; start < text.length; n += 1) {
    const length = lengths[n % lengths.length] ?? text.length;
    items.push(...parser.write(text.slice(start, start + length)));
    start += length;
  }
  parser.end();
  return { items, fault: parser.fault, kind: parser.kind };
}

describe("a broken feed", () => {
  test("is answered with articles or a reason, and its texts are clean", async () => {
    await fc.assert(
      fc.asyncProperty(brokenFeed, async (text) => {
        const { articles, rejected } = await readArticles(Buffer.from(text), { key: "articles/feed.xml" });
        expect(articles.length + rejected.length).toBeGreaterThan(0);
        for (const { title, text: own, author } of articles) {
          for (const field of [title ?? "", own, author ?? ""]) expect(normalizeText(field)).toBe(field);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("is the same in chunks of any size", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(brokenFeed, lengths, (text, chunks) => {
        expect(itemsOf(text, chunks)).toEqual(itemsOf(text, [text.length]));
      }),
      { numRuns: 500 },
    );
  });
});
