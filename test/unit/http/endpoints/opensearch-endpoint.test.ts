import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { openSite, type SiteOptions } from "../search-site.ts";

const parser = new XMLParser({ ignoreAttributes: false });

async function describeSite(settings: SiteOptions["settings"] = {}) {
  const site = await openSite({}, { settings });
  const response = await site.get("/opensearch.xml");
  expect(response.status).toBe(200);
  const xml = await response.text();
  expect(XMLValidator.validate(xml)).toBe(true);
  const description = parser.parse(xml).OpenSearchDescription;
  const urls = new Map<string, string>(
    description.Url.map((url: Record<string, string>) => [url["@_type"], url["@_template"]]),
  );
  return { site, response, description, urls };
}

describe("the description of the search", () => {
  test("offers the owner's page, suggestions and a feed under addresses that work from anywhere", async () => {
    const { response, description, urls } = await describeSite({ siteName: "Вестник", searchPage: "/find?from=bar" });
    expect(response.headers.get("content-type")).toBe("application/opensearchdescription+xml; charset=utf-8");
    expect(description).toMatchObject({ ShortName: "Вестник", InputEncoding: "UTF-8", Language: "ru" });
    expect(Object.fromEntries(urls)).toEqual({
      "text/html": "https://poisk.example/find?from=bar&q={searchTerms}",
      "application/x-suggestions+json": "https://poisk.example/suggest?format=opensearch&q={searchTerms}",
      "application/rss+xml": "https://poisk.example/feed.xml?q={searchTerms}",
      "application/opensearchdescription+xml": "https://poisk.example/opensearch.xml",
    });
  });

  test("offers the page of this server where the owner has none, and the owner's addresses where they are set", async () => {
    const { urls } = await describeSite({ publicUrl: "https://news.example/api/" });
    expect(urls.get("text/html")).toBe("https://news.example/api/?q={searchTerms}");
    expect(urls.get("application/rss+xml")).toBe("https://news.example/api/feed.xml?q={searchTerms}");
    const withPage = await describeSite({ publicUrl: "https://news.example/api", searchPage: "/find" });
    expect(withPage.urls.get("text/html")).toBe("https://news.example/find?q={searchTerms}");
  });

  test("puts the words before a fragment, and lets no brace of an address be a parameter", async () => {
    const { urls } = await describeSite({ searchPage: "https://news.example/{host}/#find" });
    expect(urls.get("text/html")).toBe("https://news.example/%7Bhost%7D/?q={searchTerms}#find");
  });

  test("has a short name of 16 characters at most", async () => {
    const { description } = await describeSite({ siteName: "Северный вестник и архив <1990>" });
    expect(description.ShortName).toBe("Северный вестни…");
    expect(description.Description).toBe("Северный вестник и архив <1990>: поиск по статьям");
  });

  test("is kept for a day, asks nothing of the store, and is not sent again to who has it", async () => {
    const { site, response } = await describeSite({ publicUrl: "https://news.example" });
    expect(response.headers.get("cache-control")).toBe("public, max-age=86400");
    expect(site.lines.at(-1)?.fields).toMatchObject({ requests: 0 });
    const again = await site.get("/opensearch.xml", { "if-none-match": `"x", ${response.headers.get("etag")}` });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
  });

  test("is named in the head of article pages", async () => {
    const text = "Паром вышел на линию через Волгу в субботу утром.";
    const site = await openSite(
      { "articles/a.json": { id: "1", text } },
      { settings: { siteName: 'Вестник "Волги"' } },
    );
    for (const path of ["/a/1", "/a/none"]) {
      expect(await (await site.get(path, { accept: "text/html" })).text()).toContain(
        '<link rel="search" type="application/opensearchdescription+xml" title="Вестник &quot;Волги&quot;" href="/opensearch.xml">',
      );
    }
  });
});
