import { describe, expect, test } from "vitest";
import type { SearchAnswer } from "../../../../src/search-api.ts";
import { bodyOf, openSite, type Site, type SiteOptions, type UploadedArticle, withSpaces } from "../search-site.ts";

const open = async (article: UploadedArticle, options: SiteOptions = {}) => {
  const site = await openSite({ "articles/a.json": { id: "a", ...article } }, options);
  const response = await site.get("/a/a?key=articles/a.json");
  return { response, page: withSpaces(await response.text()) };
};

const idOf = async (site: Site, query: string) => {
  const { hits } = await bodyOf<SearchAnswer>(await site.get(`/search?q=${encodeURIComponent(query)}`));
  return hits[0]?.id;
};

const plain: UploadedArticle = { title: "Ледоход на Оке", text: "Лёд на Оке тронулся у Калуги в ночь на вторник." };

describe("the page of an article", () => {
  test("shows the title, the lead, each paragraph and the legal mark", async () => {
    const { response, page } = await open({
      ...plain,
      lead: "Спасатели просят не выходить на лёд.",
      text: "Лёд на Оке тронулся у Калуги в ночь на вторник.\n\nВода поднялась на метр за сутки.",
      notice: "12+",
    });
    expect(response.headers.get("content-type")).toMatch(/^text\/html; charset=utf-8$/i);
    expect(page).toContain('<html lang="ru">');
    expect(page).toContain("<title>Ледоход на Оке</title>");
    expect(page).toContain('<h1 class="article__title">Ледоход на Оке</h1>');
    expect(page).toContain('<p class="article__lead">Спасатели просят не выходить на лёд.</p>');
    expect(page).toContain("<p>Вода поднялась на метр за сутки.</p>");
    expect(page).toContain('<p class="article__notice">12+</p>');
  });

  test("shows the beginning of a text that is too long for a page, to a blank line or a space, and says so", async () => {
    const paragraph = "Лёд на Оке тронулся у Калуги в ночь на вторник. ".repeat(20).trim();
    const note = "Показано начало статьи: весь её текст слишком велик для страницы.";
    const { page } = await open({ ...plain, text: Array(300).fill(paragraph).join("\n\n") });
    const shown = page.split(`<p>${paragraph}</p>`).length - 1;
    expect(shown).toBe(Math.floor(200_000 / (paragraph.length + 2)));
    expect(page).toContain(`<p class="article__notice" lang="ru">${note}</p>`);
    const unbroken = await open({ ...plain, text: "Лёд тронулся. ".repeat(20_000) });
    expect(unbroken.page).toContain(note);
    expect(unbroken.page.length).toBeLessThan(250_000);
    expect((await open(plain)).page).not.toContain(note);
  });

  test("shows text as text, whatever it looks like", async () => {
    const { page } = await open({
      title: `<script>alert("1")</script>`,
      text: `Тег </p><img src=x onerror=alert(1)> и "кавычки" в тексте статьи, и амперсанд & тоже.`,
      source: "<b>Газета</b>",
    });
    expect(page).not.toContain("<script");
    expect(page).not.toContain("<img");
    expect(page).not.toContain("<b>");
  });

  test("leads to the original where there is one, and names it as the canonical page", async () => {
    const { page } = await open({ ...plain, url: "https://www.reka.example/news/1?a=1&b=2" });
    expect(page).toContain(
      '<a href="https://www.reka.example/news/1?a=1&amp;b=2" rel="noreferrer">Оригинал на reka.example</a>',
    );
    expect(page).toContain('<link rel="canonical" href="https://www.reka.example/news/1?a=1&amp;b=2">');
    expect((await open(plain)).page).not.toContain("Оригинал");
  });

  test("is its own canonical page where there is no original, with neither the query nor the key", async () => {
    const { page } = await open(plain);
    expect(page.match(/<link rel="canonical" href="([^"]*)">/)?.[1]).toBe("/a/a");
  });

  test("never links to what is no web address", async () => {
    const { page } = await open({ ...plain, url: "javascript:alert(1)", image: "http://reka.example/1.jpg" });
    expect(page).not.toContain("javascript:");
    expect(page).not.toContain("<img");
  });

  test("lets the browser load the picture late and without a referrer", async () => {
    const { page } = await open({ ...plain, image: "https://img.reka.example/1.jpg" });
    expect(page).toContain(
      '<img class="article__image" src="https://img.reka.example/1.jpg" alt="" loading="lazy" referrerpolicy="no-referrer">',
    );
  });

  test.each([
    ["2021-04-06T08:15:00+03:00", "6 апреля 2021 в 08:15"],
    ["2021-04-06T23:30:00Z", "7 апреля 2021 в 02:30"],
    ["2021-04-06", "6 апреля 2021"],
    ["2021-04", "апрель 2021"],
    ["2021", "2021"],
  ])("writes the date %s as «%s»", async (date, written) => {
    const { page } = await open({ ...plain, date });
    expect(/<time datetime="[^"]+">(.*)<\/time>/.exec(page)?.[1]?.replaceAll("\u00a0", " ")).toBe(written);
  });

  test("has a name where the article has no title, without saying its first sentence twice", async () => {
    const { page } = await open({ text: "Лёд на Оке тронулся у Калуги. Вода поднялась на метр за сутки." });
    expect(page).toContain("<title>Лёд на Оке тронулся у Калуги.</title>");
    expect(page).not.toContain("<h1");
    expect(page.split("Лёд на Оке тронулся у Калуги.")).toHaveLength(4);
  });

  test("allows nothing but its own stylesheet, its field and pictures over https", async () => {
    const { response, page } = await open(plain);
    expect(response.headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' https:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    expect(page).not.toMatch(/<script|\bstyle=|<style|\bon\w+=/);
    const site = await openSite({});
    const stylesheet = await site.get("/pages.css");
    expect(page).toContain('<link rel="stylesheet" href="/pages.css">');
    expect(stylesheet.headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect(await stylesheet.text()).toContain("prefers-color-scheme: dark");
  });

  test("may be listed by search engines, unlike the answers of the API", async () => {
    expect((await open(plain)).response.headers.has("x-robots-tag")).toBe(false);
    expect((await (await openSite()).get("/status")).headers.get("x-robots-tag")).toBe("noindex");
  });

  test("keeps what it forbids and allows where a cache is told that it has not changed", async () => {
    const site = await openSite({ "articles/a.json": { id: "a", ...plain } });
    const { headers } = await site.get("/a/a?key=articles/a.json");
    const unchanged = await site.get("/a/a?key=articles/a.json", { "if-none-match": headers.get("etag") ?? "" });
    expect(unchanged.status).toBe(304);
    for (const name of ["x-robots-tag", "content-security-policy", "referrer-policy", "x-content-type-options"]) {
      expect(unchanged.headers.get(name), name).toBe(headers.get(name));
    }
    const search = await site.get("/search");
    const unchangedSearch = await site.get("/search", { "if-none-match": search.headers.get("etag") ?? "" });
    expect([unchangedSearch.status, unchangedSearch.headers.get("x-robots-tag")]).toEqual([304, "noindex"]);
  });

  test("leads back to the results, of this server or of the owner", async () => {
    expect((await open(plain)).page).toContain('<nav class="back"><a href="/">← К поиску</a></nav>');
    const { response, page } = await open(plain, { settings: { searchPage: "https://news.example/find?in=archive" } });
    expect(page).toContain('<a href="https://news.example/find?in=archive">← К поиску</a>');
    expect(page).toContain('<form class="box" role="search" action="https://news.example/find" method="get">');
    expect(page).toContain('<input type="hidden" name="in" value="archive">');
    expect(response.headers.get("content-security-policy")).toContain("form-action 'self' https://news.example;");
  });

  test("marks the words that it was found by, as hits have them, and leads back to their results", async () => {
    const site = await openSite();
    const query = encodeURIComponent("балкеры египет");
    const response = await site.get(`/a/${await idOf(site, "балкер")}?q=${query}`);
    const page = withSpaces(await response.text());
    expect(page).toContain('<h1 class="article__title">Порт Архангельска принял первый <mark>балкер</mark> после');
    expect(page).toContain("<p><mark>Балкер</mark> под флагом Панамы ошвартовался");
    expect(page).toContain("Груз пшеницы уйдёт в <mark>Египет</mark>.</p>");
    expect(page).toContain(
      `<a href="/?q=${query.replace("%20", "+")}">← К результатам по запросу «балкеры египет»</a>`,
    );
    expect(page).toContain('name="q" value="балкеры египет"');
    expect(page).toContain('<p class="printed" lang="ru">Запрос: балкеры египет</p>');
    expect(response.headers.get("x-robots-tag")).toBe("noindex");
  });

  test("lists what else there is to read about the same, without a reprint of itself", async () => {
    const text = (town: string) =>
      `Ледоход на Оке начался у ${town}. Спасатели следят за ледоходом и за уровнем воды в Оке.`;
    const site = await openSite({
      "articles/a.json": { id: "a", title: "Ледоход на Оке", text: text("Калуги") },
      "articles/b.json": { id: "b", title: "Ледоход на Оке идёт к Рязани", text: text("Рязани") },
      "articles/c.json": { id: "c", title: "Выставка кружева", text: "В музее открылась выставка кружева из Вологды." },
    });
    const page = withSpaces(await (await site.get("/a/a?key=articles/a.json")).text());
    const [, also = ""] = page.split('<h2 class="section-title">Читайте также</h2>');
    expect(also).toContain('<a href="/a/b" >Ледоход на Оке идёт к Рязани</a>');
    expect(also).not.toContain("кружева");
    expect((await open(plain)).page).not.toContain("Читайте также");
  });

  test("is kept from search engines where the owner wants that", async () => {
    const { response, page } = await open(plain, { settings: { listsArticles: false } });
    expect(response.headers.get("x-robots-tag")).toBe("noindex");
    expect(page).toContain('<meta name="robots" content="noindex">');
    expect((await open(plain)).page).not.toContain('name="robots"');
  });

  test("speaks the owner's language around an article in Russian", async () => {
    const { page } = await open(plain, { settings: { pageLanguage: "en" } });
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<article class="article" lang="ru"');
    expect(page).toContain("← Search");
  });
});

describe("a page that cannot be shown", () => {
  const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

  test("is a page in Russian for a browser, and problem details for programs", async () => {
    const site = await openSite();
    const page = await site.get("/a/unknown", html);
    expect(page.status).toBe(404);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain("Статья не найдена");
    const problem = await site.get("/a/unknown");
    expect(problem.headers.get("content-type")).toBe("application/problem+json");
    for (const response of [page, problem]) {
      expect(response.headers.get("vary")).toContain("Accept");
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
  });

  test("offers the articles to choose from where several have the id", async () => {
    const text = "Концерт в парке отменили из-за грозы, билеты можно вернуть в кассе.";
    const site = await openSite({
      "articles/b.json": { id: "1", title: "Концерт <отменён>", text },
      "articles/c.json": { id: "1", title: "Концерт перенесён", text },
    });
    const response = await site.get("/a/1", html);
    expect(response.status).toBe(409);
    const page = withSpaces(await response.text());
    expect(page).toContain('<li><a href="/a/1?key=articles%2Fb.json">Концерт &lt;отменён&gt;</a></li>');
    expect(page).toContain('<li><a href="/a/1?key=articles%2Fc.json">Концерт перенесён</a></li>');
  });

  test("names the request, so that the owner can find it in the log", async () => {
    const response = await (await openSite()).get("/a/unknown", html);
    expect(await response.text()).toContain(response.headers.get("x-request-id"));
  });

  test("is refused as JSON by the API whatever the client prefers", async () => {
    const response = await (await openSite()).get("/articles/unknown", html);
    expect(await bodyOf(response)).toMatchObject({ code: "article-not-found" });
  });
});
