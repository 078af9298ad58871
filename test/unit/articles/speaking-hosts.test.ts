/**
 * Hosts that an upload may speak for, and the result of one that names another's.
 */
import { describe, expect, it } from "vitest";
import { readArticles } from "../../../src/articles/articles.ts";
import { canonicalHosts, findHostsFault, hostsMetadata, maySpeakFor } from "../../../src/articles/news.ts";
import { givenId, maxIdLength } from "../../support/inside/articles-identity.ts";

const KEY = "articles/feeds/blog.example-0a1b2c3d/1.json";
const STORY = { title: "Мост открыли", text: "Мост через Лену открыли в среду утром, сообщил губернатор." };
const PAGE = `<html><head><title>${STORY.title}</title><link rel="canonical" href="https://ria.ru/1"><meta property="og:site_name" content="РИА Новости"></head><body><h1>${STORY.title}</h1><p>${STORY.text}</p><p>Первым по нему проехал автобус с рабочими завода.</p></body></html>`;

async function read(content: unknown, hosts: string | null, { key = KEY, metadata = {} } = {}) {
  const bytes = new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content));
  const all = hosts === null ? metadata : { ...metadata, hosts };
  const { articles, rejected } = await readArticles(bytes, { key, metadata: all });
  return { article: articles.at(-1), rejected };
}

describe("an address of a host that the upload may not speak for", () => {
  it("is left out and told, and what the article says of its source is its own", async () => {
    const foreign = { ...STORY, id: "https://ria.ru/1", url: "https://ria.ru/1", source: "РИА Новости" };
    const { article, rejected } = await read(foreign, "blog.example,news.example");
    expect(article).toMatchObject({ ...STORY, url: null, source: "blog.example", id: "blog.example:https://ria.ru/1" });
    expect(rejected).toMatchObject([{ code: "foreign-address", isIndexed: true }]);
    expect(rejected[0]?.reason).toMatch(/https:\/\/ria\.ru\/1 .* those of blog\.example, news\.example\./);
  });

  it("counts for nothing wherever it stands: in a line, a page, a text, the metadata", async () => {
    const url = "https://ria.ru/20161009/1";
    const text = `${url}\n\n${STORY.title}\n\n${STORY.text}`;
    const uploads = [
      { content: `{"text":"Паром встал."}\n${JSON.stringify({ ...STORY, url })}`, key: "articles/1.jsonl" },
      { content: PAGE, key: "articles/1.html" },
      { content: text, key: "articles/1.txt" },
      { content: STORY.text, key: "articles/2.txt", metadata: { url, source: "РИА Новости" } },
    ];
    for (const { content, ...place } of uploads) {
      const { article, rejected } = await read(content, "blog.example", place);
      expect(article).toMatchObject({ url: null, source: "blog.example", publishedAt: null });
      expect(rejected.map(({ code }) => code)).toEqual(["foreign-address"]);
      const own = await read(content, "ria.ru", place);
      expect(own.article?.url).toContain("https://ria.ru/");
      expect(own.rejected).toEqual([]);
    }
  });

  it("is none of an upload that names no hosts; and one whose hosts are empty may name none", async () => {
    const { article, rejected } = await read({ ...STORY, url: "https://ria.ru/1" }, null);
    expect([article?.url, article?.source, rejected]).toEqual(["https://ria.ru/1", "РИА Новости", []]);
    for (const hosts of ["", " ", "https://ria.ru/"]) {
      const none = await read({ ...STORY, id: "77", url: "https://ria.ru/1" }, hosts);
      expect(none.article).toMatchObject({ url: null, source: null, id: expect.stringMatching(/^[\w-]{22}$/) });
    }
  });

  it("is left out of a page that a sitemap lists by its own address, whatever it calls canonical", async () => {
    const { article, rejected } = await read(PAGE, "blog.example", {
      key: "articles/sites/blog.example/1.html",
      metadata: { url: "https://www.blog.example/1" },
    });
    expect([article?.url, rejected]).toEqual(["https://www.blog.example/1", []]);
  });
});

describe("hosts", () => {
  it.each([
    ["https://ria.ru/1", true],
    ["http://www.RIA.ru:8080/1", true],
    ["https://m.ria.ru/1", true],
    ["https://ria.ru./1", true],
    ["https://sport.ria.ru/1", false],
    ["https://ria.ru.evil.example/1", false],
    ["https://ria.ru@evil.example/1", false],
    ["https://evil.example/ria.ru", false],
    ["https://xn--e1afmkfd.xn--p1ai/1", true],
    ["https://ПРИМЕР.рф/1", true],
    ["no address", false],
  ])("are compared as addresses are: %s", (address, expected) => {
    expect(maySpeakFor(canonicalHosts(["WWW.ria.ru", "пример.рф"]), address)).toBe(expected);
  });

  it("are kept as metadata has them, each once and the own one first", () => {
    expect(hostsMetadata(canonicalHosts(["www.b.ru", "a.ru", "b.ru", "[::1]", "x y"]))).toEqual({
      hosts: "b.ru,a.ru,[::1]",
    });
    expect([hostsMetadata(null), hostsMetadata([])]).toEqual([{}, { hosts: "" }]);
  });

  it.each([
    [["a.ru", "пример.рф"], null],
    [["a.ru", ""], "an empty name is no name of a host"],
    [["https://a.ru"], "https://a.ru is no name of a host"],
    [["a.ru/news"], "a.ru/news is no name of a host"],
    [["a.ru:8080"], "a.ru:8080 is no name of a host"],
    [Array.from({ length: 100 }, (_, n) => `blog-${n}.example`), "1024 fit beside an upload"],
  ])("%#: are refused where they can be none", (names, fault) => {
    if (fault === null) expect(findHostsFault(names)).toBeNull();
    else expect(findHostsFault(names)).toContain(fault);
  });
});

describe("the id that an upload gives", () => {
  const hosts = ["blog.example", "news.example"];

  it.each([
    ["https://www.blog.example/1", "https://www.blog.example/1"],
    ["news.example:77", "news.example:77"],
    ["77", "blog.example:77"],
    ["https://ria.ru/1", "blog.example:https://ria.ru/1"],
    ["ria.ru:77", "blog.example:ria.ru:77"],
    ["yRPa7rwYgRrdWDGnTVJE9c", "blog.example:yRPa7rwYgRrdWDGnTVJE9c"],
    ["https://blog.example@ria.ru/1", "blog.example:https://blog.example@ria.ru/1"],
  ])("%s is %s", (id, expected) => {
    expect(givenId(hosts, id)).toBe(expected);
    expect(givenId(hosts, expected)).toBe(expected);
    expect(givenId(null, id)).toBe(id);
    expect(givenId([], id)).toBeNull();
  });

  it("is a hash where it is too long with its host", () => {
    const long = "1".repeat(maxIdLength);
    expect(givenId(hosts, long)).toMatch(/^[\w-]{22}$/);
    expect(givenId(hosts, long)).not.toBe(givenId(["other.example"], long));
  });
});
