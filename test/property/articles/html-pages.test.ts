import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRejection, readArticles } from "../../../src/articles/articles.ts";
import { parseHtml } from "../../support/inside/articles-html.ts";
import { markupOf } from "../../support/pages/page-markup.ts";
import { expectGrowthBelow } from "../../support/processor-time.ts";

const KEY = "articles/page-01.html";
const SENTENCE =
  "Строители закончили ремонт набережной на две недели раньше срока, сообщили в городской администрации.";

/** Pieces that HTML is made of, whole and broken. */
const piece = fc.oneof(
  fc.constantFrom(
    ...'<p>|</p>|<div>|</div>|<div class=comments>|<a href=/x>|</a>|<b>|</b>|<br>|<table>|<tr>|<td>|</table>|<ul>|<li>|</ul>|<pre>|</pre>|<h1>|</h1>|<h2>|</h2>|<article>|</article>|<span>|</span>|<time datetime=2020-01-02>|</time>|<figure>|<figcaption>|</figure>|<blockquote>|<script>|</script>|<style>|</style>|<svg>|</svg>|<title>|</title>|<select>|<!--|-->|<![CDATA[|]]>|<?|<|>|</|<a b=\'|<a b="|&amp;|&laquo;|&#0;|&#1081;|<div itemprop=articleBody>|<meta property=og:title content=\'Мост открыт для всех\'>|<script type=\'application/ld+json\'>{"@type":"Article","headline":"Мост"}</script>|<link rel=canonical href=\'//a.example/1\'>|<base href=x:>|<form><input type=password>|<nav>|</nav>|<o:p>|<__proto__>|<constructor class=toString>'.split(
      "|",
    ),
  ),
  fc.constant(SENTENCE),
  fc.constant("МОСКВА, 9 окт — РИА Новости. "),
  fc.constant(" 9 октября 2016, 12:30 "),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const markup = fc.array(piece, { maxLength: 120 }).map((pieces) => pieces.join(""));

describe("HTML pages of any markup", () => {
  test("give an article or one reason, and never throw", async () => {
    await fc.assert(
      fc.asyncProperty(markup, async (html) => {
        const { articles, rejected } = await readArticles(new TextEncoder().encode(`<html>${html}`), { key: KEY });
        expect(articles.length + rejected.length).toBe(1);
        for (const article of articles) {
          expect(article.paragraphs.length).toBeGreaterThan(0);
          expect(article.text).toBe(article.paragraphs.join("\n\n"));
          expect(article.text).toBe(article.text.normalize("NFC"));
          expect(article.image ?? "https:").toMatch(/^https:/);
          expect(article.url ?? "https:").toMatch(/^https?:/);
          for (const paragraph of article.paragraphs) {
            expect(paragraph).toBe(paragraph.trim());
            expect(article.paragraphs.filter((other) => other === paragraph && other.length > 80)).toHaveLength(
              paragraph.length > 80 ? 1 : 0,
            );
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("make documents within their bounds, whose markup makes the same document again", () => {
    const markupIn = (html: string) => {
      const document = parseHtml(html);
      if (isRejection(document)) throw new Error(document.reason);
      return markupOf(document.body);
    };
    fc.assert(
      fc.property(markup, (html) => {
        const once = markupIn(html);
        expect(markupIn(once)).toBe(once);
        expect(once).not.toMatch(/<(?:script|style|svg|select|iframe)/i);
        expect(once.length).toBeLessThan(12 * html.length + 500);
      }),
      { numRuns: 500 },
    );
  });

  test("a repeated piece costs no more than its share", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 4 }), async (pieces) => {
        const unit = pieces.join("").slice(0, 400);
        const reading = (length: number) => {
          const markup = `<html>${unit.repeat(Math.ceil(length / Math.max(unit.length, 1)))}`;
          const content = new TextEncoder().encode(markup);
          return () => readArticles(content, { key: KEY });
        };
        // Ten times the markup: quadratic work would take a hundred times as long.
        await expectGrowthBelow(60, reading(20_000), reading(200_000));
      }),
      { numRuns: 40 },
    );
  });
});
