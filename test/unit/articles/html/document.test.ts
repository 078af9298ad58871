import { describe, expect, test } from "vitest";
import { isRejection } from "../../../../src/articles/articles.ts";
import { type PageDocument, type PageElement, parseHtml } from "../../../support/inside/articles-html.ts";
import { markupOf } from "../../../support/pages/page-markup.ts";

function parsed(page: string): PageDocument {
  const document = parseHtml(page);
  if (isRejection(document)) throw new Error(document.reason);
  return document;
}

function bodyOf(page: string): string {
  return markupOf(parsed(page).body);
}

describe("the document of a page", () => {
  test.each([
    ["<p>один<p>два", "<p>один</p><p>два</p>"],
    ["<ul><li>раз<li>два</ul>", "<ul><li>раз</li><li>два</li></ul>"],
    ["<table><tr><td>а<td>б<tr><td>в</table>", "<table><tr><td>а</td><td>б</td></tr><tr><td>в</td></tr></table>"],
    ["<p>а</div>б</p>", "<p>аб</p>"],
    ["<div><b>а</div>б</b>", "<div><b>а</b></div>б"],
    ["<table><td>а</div></table>б", "<table><td>а</td></table>б"],
    ["<a href=/1>раз <a href=/2>два</a>", '<a href="/1">раз </a><a href="/2">два</a>'],
    ["а</p>б", "а<br>б"],
    ["a < b и c<d>", "a &lt; b и c<d></d>"],
    ["<O:P>слово</O:P>", "<span>слово</span>"],
    ["<P CLASS='x \"y\"' onclick=run()>а", '<p class="x &quot;y&quot;">а</p>'],
    ["<p class=a class=b>а", '<p class="a">а</p>'],
    ["<div style='color:red; DISPLAY : none'>а</div>", '<div hidden="">а</div>'],
    ["<i data-timestamp=1554712200>а</i>", '<i datetime="1554712200">а</i>'],
    ['<img src="data:image/png;base64,AAAA" alt="б">', '<img src="#">'],
  ])("%s becomes %s", (page, expected) => {
    expect(bodyOf(page)).toBe(expected);
  });

  test.each([
    "<script>document.write('<p>нет</p>')</script>",
    "<style>p::after{content:'нет'}</style>",
    "<svg><title>нет</title><text>нет</text></svg>",
    "<noscript><p>нет</p></noscript>",
    "<select><option>нет<option>нет</select>",
    "<textarea><p>нет</textarea>",
    "<!-- <p>нет</p> -->",
    "<!--><p></p><!-- нет -->",
    "<![CDATA[ нет ]]>",
    "<?php echo 'нет' ?>",
    "<iframe><p>нет</p></iframe>",
    "<button>нет</button>",
  ])("%s leaves nothing of itself", (markup) => {
    const body = bodyOf(`<p>до</p>${markup}<p>после</p>`);
    expect(body).not.toContain("нет");
    expect(body).toContain("<p>до</p>");
    expect(body).toContain("<p>после</p>");
  });

  test("an unclosed element that is dropped ends with the element around it", () => {
    expect(bodyOf("<div><select><option>нет</div><p>да</p>")).toBe("<div></div><p>да</p>");
  });

  test("the title and the JSON-LD are handed over beside the markup", () => {
    const page = parsed(
      '<title>А &amp; Б</title><svg><title>нет</title></svg><script type="application/ld+json">{"a":"</p>"}</script><script>{}</script>',
    );
    expect(page.title).toBe("А &amp; Б");
    expect(page.jsonLd).toEqual(['{"a":"</p>"}']);
  });

  test.each([
    ["<!-- saved from url=(0026)https://vesti.example/2016/1 -->", "https://vesti.example/2016/1"],
    [
      "<!--\n Page saved with SingleFile \n url: https://vesti.example/a?b=1 \n saved date: 1 -->",
      "https://vesti.example/a?b=1",
    ],
    ["<!-- saved from url=(0014)about:internet -->", null],
    ["<p>saved from url=(0026)https://vesti.example/</p>", null],
  ])("%j tells where the page was saved from: %s", (head, address) => {
    expect(parsed(`${head}<p>текст</p>`).savedFrom).toBe(address);
  });

  test("a field for a password is told of", () => {
    expect(parsed("<form><input TYPE=Password></form>").hasPasswordField).toBe(true);
    expect(parsed("<form><input type=search></form>").hasPasswordField).toBe(false);
  });
});

describe("its bounds", () => {
  test("a hundred thousand nested tags leave their text two hundred deep", () => {
    const page = `${"<div>".repeat(100_000)}текст${"</div>".repeat(100_000)}<p>после</p>`;
    const { elements } = parsed(page);
    const depthOf = (element: PageElement | null): number => (element === null ? 0 : 1 + depthOf(element.parent));
    expect(Math.max(...elements.slice(0, 300).map(depthOf))).toBeLessThanOrEqual(202);
    expect(bodyOf(page)).toContain("текст");
    expect(bodyOf(page)).toContain("<p>после</p>");
  });

  test("a million tags are refused, and the reason says why", () => {
    const result = parseHtml("<p>а</p>".repeat(1_000_000));
    expect(result).toMatchObject({ code: "not-an-article", reason: expect.stringContaining("elements") });
  });

  test("ten million characters of text are refused, and the reason says why", () => {
    const result = parseHtml(`<p>${"слово ".repeat(1_700_000)}</p>`);
    expect(result).toMatchObject({ code: "not-an-article", reason: expect.stringContaining("characters") });
  });

  test("a tag with a hundred thousand attributes keeps the few that are read", () => {
    const attributes = Array.from({ length: 100_000 }, (_, i) => `data-${i}="${i}"`).join(" ");
    expect(bodyOf(`<p class="b" ${attributes}>текст</p>`)).toBe('<p class="b">текст</p>');
  });

  test("an attribute of five megabytes is left out", () => {
    expect(bodyOf(`<p class="${"а".repeat(5_000_000)}" id="b">текст</p>`)).toContain('<p id="b">текст</p>');
  });

  test.each([
    ["an open comment", `<p>текст</p><!--${"x".repeat(1_000_000)}`],
    ["a hundred thousand open comments", `<p>текст</p>${"<!-- x ".repeat(100_000)}`],
    ["open CDATA", `<p>текст</p><![CDATA[${"]".repeat(1_000_000)}`],
    ["an open script", `<p>текст</p><script>${"</scrip".repeat(200_000)}`],
    ["an open attribute", `<p>текст</p><a href="${"x".repeat(1_000_000)}`],
    ["an open title", `<p>текст</p><title>${"<p>".repeat(200_000)}`],
    ["an open tag", `<p>текст</p><a ${"b ".repeat(500_000)}`],
  ])("%s at the end takes the rest and no more", (_, page) => {
    expect(bodyOf(page)).toContain("<p>текст</p>");
  });
});
