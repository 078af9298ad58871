import { describe, expect, test } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { SimulatedLatency } from "../../../support/simulated-latency.ts";
import { newspaper, openSite, type SiteOptions, type Uploads, withSpaces } from "../search-site.ts";

const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

/** Many of one source, one of another. */
const archive: Uploads = {
  "articles/a.json": Array.from({ length: 25 }, (_, i) => ({
    id: `a${i}`,
    title: `Ледоход на Оке, день ${i + 1}`,
    text: `Вода у города номер ${i + 1} поднялась на ${i + 3} сантиметра, сообщили в гидрометцентре области.`,
    date: `20${10 + (i % 3)}-04-${10 + (i % 15)}`,
    source: "Ока",
    section: i % 5 === 0 ? "Транспорт" : "Погода",
  })),
  "articles/b.json": {
    id: "b",
    title: "Ледоход на Двине & 'Онеге'",
    text: "Лёд на Двине тронулся у Архангельска раньше обычного, передаёт корреспондент с места событий.",
    date: "2011-05-01",
    source: "Северный вестник",
    url: "https://sever.example/ledohod?a=1&b=2",
    notice: "18+",
  },
};

async function ask(path: string, { uploads = archive, ...options }: SiteOptions & { uploads?: Uploads } = {}) {
  const site = await openSite(uploads, options);
  const response = await site.get(path, HTML);
  return { site, response, page: withSpaces(await response.text()) };
}

const q = (text: string) => `/?q=${encodeURIComponent(text)}`;

/** Paths of the links whose text begins so, without their escapes. */
const linksTo = (page: string, text: string) =>
  [...page.matchAll(/<a [^>]*?href="([^"]*)"[^>]*>(?:<mark>)?([^<]*)/g)]
    .filter(([, , shown = ""]) => shown.startsWith(text))
    .map(([, href = ""]) => decodeURIComponent(href.replaceAll("&amp;", "&").replaceAll("+", " ")));

describe("the page of results", () => {
  test("lists the newest articles where nothing is asked", async () => {
    const { response, page } = await ask("/");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
    expect(page).toContain(">Новые статьи</h1>");
    expect(page).toContain("Найдено 26 статей");
    expect(page.match(/<li class="hit">/g)).toHaveLength(10);
    expect(page).not.toContain("сначала подходящие");
  });

  test("has the field, the number, and hits that lead to the original or to the article here", async () => {
    const { site, page } = await ask(q("ледоход"));
    const narrow = withSpaces(await (await site.get(q("ледоход на двине"))).text());
    expect(page).toContain("<title>ледоход — Поиск</title>");
    expect(page).toContain('<form class="box" role="search" action="/" method="get">');
    expect(page).toContain('name="q" value="ледоход"');
    expect(narrow).toContain(
      '<a href="https://sever.example/ledohod?a=1&amp;b=2" rel="noreferrer"><mark>Ледоход</mark> на <mark>Двине</mark> &amp; &#39;Онеге&#39;</a>',
    );
    expect(linksTo(narrow, "текст статьи")).toEqual(["/a/b?q=ледоход на двине"]);
    expect(page).toMatch(/<a href="\/a\/a\d+\?q=%D0[^"]*" ><mark>Ледоход<\/mark> на Оке/);
    expect(narrow).toContain('<time datetime="2011-05-01">1 мая 2011</time>');
    expect(narrow).toContain('<span class="notice">18+</span>');
  });

  test("goes from page to page by links, and keeps what was asked", async () => {
    const { site, page } = await ask(`${q("ледоход")}&sort=oldest`);
    expect(linksTo(page, "Дальше")).toEqual(["/?q=ледоход&sort=oldest&offset=10"]);
    expect(linksTo(page, "Назад")).toEqual([]);
    const last = await (await site.get(`${q("ледоход")}&sort=oldest&offset=20`)).text();
    expect(last).toContain("<title>ледоход, страница 3 — Поиск</title>");
    expect(last.match(/<li class="hit">/g)).toHaveLength(6);
    expect([linksTo(last, "Назад"), linksTo(last, "Дальше")]).toEqual([["/?q=ледоход&sort=oldest&offset=10"], []]);
    const beyond = await (await site.get(`${q("ледоход")}&offset=900`)).text();
    expect(beyond).toContain("Такой страницы нет");
    expect(linksTo(beyond, "К первой странице")).toEqual(["/?q=ледоход"]);
  });

  test("narrows by links to sources, years and periods, each counted beside the others", async () => {
    const { site, page } = await ask(`${q("ледоход")}&offset=10`);
    expect(linksTo(page, "Ока")).toEqual(["/?q=ледоход&source=Ока"]);
    expect(linksTo(page, "2011")).toEqual(["/?q=ледоход&from=2011-01-01&to=2011-12-31"]);
    expect(linksTo(page, "апрель 2011")).toEqual([]);
    expect(linksTo(page, "за неделю")).toEqual(["/?q=ледоход&from=week"]);
    const narrow = await (
      await site.get(`${q("ледоход")}&source=${encodeURIComponent("Ока")}&from=2011-01-01&to=2011-12-31`)
    ).text();
    expect(narrow).toContain("Найдено 8\u00a0статей");
    expect(narrow).toContain('Северный вестник</a><span class="count">1</span>');
    expect(narrow).toContain('2012</a><span class="count">8</span>');
    // Each is taken off by a press on it, or on its chip.
    expect(linksTo(narrow, "Ока")).toEqual(Array(2).fill("/?q=ледоход&from=2011-01-01&to=2011-12-31"));
    expect(linksTo(narrow, "2011")[0]).toBe("/?q=ледоход&source=Ока");
    expect(narrow).toContain('aria-label="убрать: Ока"');
    expect(narrow).toContain('<input type="hidden" name="source" value="Ока">');
  });

  test("narrows by sections beside sources, and has no list of sections where no match has one", async () => {
    const { site, page } = await ask(q("ледоход"));
    expect(linksTo(page, "Транспорт")).toEqual(["/?q=ледоход&section=Транспорт"]);
    const narrow = await (await site.get(`${q("ледоход")}&section=${encodeURIComponent("Транспорт")}`)).text();
    expect(narrow).toContain("Найдено 5\u00a0статей");
    expect(narrow).toContain('Погода</a><span class="count">20</span>');
    expect(linksTo(narrow, "Ока")).toEqual(["/?q=ледоход&section=Транспорт&source=Ока"]);
    expect(page).toContain("Рубрики");
    expect(await (await site.get(q("архангельска"))).text()).not.toContain("Рубрики");
  });

  test("shows when the matches were published: a bar a month or a year, each a link to its days", async () => {
    const bars = (page: string) =>
      [...page.matchAll(/<a href="([^"]*)" tabindex="-1" (class="bars__other")?[^>]*><title>([^<]*)/g)].map(
        ([, href = "", other, name]) => [decodeURIComponent(href.replaceAll("&amp;", "&")), other === undefined, name],
      );
    const { site, page } = await ask(q("ледоход"));
    expect(bars(page)).toEqual([
      ["/?q=ледоход&from=2010-04-01&to=2010-04-30", true, "апрель 2010: 9"],
      ["/?q=ледоход&from=2011-04-01&to=2011-04-30", true, "апрель 2011: 8"],
      ["/?q=ледоход&from=2011-05-01&to=2011-05-31", true, "май 2011: 1"],
      ["/?q=ледоход&from=2012-04-01&to=2012-04-30", true, "апрель 2012: 8"],
    ]);
    expect(page).toContain('viewBox="0 0 36 100"');
    expect(page).toContain("<span>январь 2010</span><span>декабрь 2012</span>");
    const month = await (await site.get(`${q("ледоход")}&from=2011-05-01&to=2011-05-31`)).text();
    expect(bars(month).map(([, ...others]) => others)).toEqual([
      [false, "апрель 2011: 8"],
      [true, "май 2011: 1"],
    ]);
    expect(month).toContain('aria-label="убрать: май 2011"');
    expect(linksTo(month, "апрель 2011")).toEqual(["/?q=ледоход&from=2011-04-01&to=2011-04-30"]);
    await site.upload({
      "articles/old.json": { id: "old", title: "Ледоход 1999 года", text: "Лёд сошёл в мае.", date: "1999-05" },
      "articles/undated.json": { id: "undated", title: "Ледоход", text: "Когда это было, никто не помнит." },
    });
    const long = await (await site.get(q("ледоход"))).text();
    expect(bars(long)[0]).toEqual(["/?q=ледоход&from=1999-01-01&to=1999-12-31", true, "1999: 1"]);
    expect(long).toContain('viewBox="0 0 14 100"');
    expect(long).toContain("ещё 1\u00a0без даты");
    expect(await (await site.get(`${q("ледоход")}&from=2011-01-01`)).text()).toContain("ещё 1\u00a0без даты");
  });

  test("asks for the counts beside the hits: a filter costs no further round", async () => {
    const rounds = async (path: string) => {
      let elapsedMs = () => 0;
      const { response } = await ask(path, {
        disturb: (store) => {
          const latency = new SimulatedLatency(store, 1);
          elapsedMs = () => latency.elapsedMs;
          return latency.store;
        },
      });
      expect(response.status).toBe(200);
      return elapsedMs();
    };
    const plain = await rounds(q("ледоход"));
    expect(await rounds(`${q("ледоход")}&source=${encodeURIComponent("Ока")}&from=2010-01-01`)).toBeLessThanOrEqual(
      plain,
    );
  });

  test("shows the pictures of hits where the owner wants them, and allows them alone", async () => {
    const policyOf = (response: Response) => response.headers.get("content-security-policy");
    const plain = await ask(q("порт"), { uploads: newspaper });
    expect(plain.page).not.toContain("<img");
    expect(policyOf(plain.response)).toContain("img-src 'self';");
    const shown = await ask(q("порт"), { uploads: newspaper, settings: { showsPictures: true } });
    expect(shown.page.match(/<img [^>]*>/g)).toEqual([
      '<img class="hit__picture" src="https://img.severny-vestnik.example/port.jpg" alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer">',
    ]);
    expect(policyOf(shown.response)).toContain("img-src 'self' https:;");
  });

  test("sets texts as the search box does: dashes, guillemets, and short words kept by the next", async () => {
    const uploads = { "articles/a.json": { title: 'Паром "Ока" - на линии', text: "Он пойдёт в Углич." } };
    const { site } = await ask("/", { uploads });
    const page = await (await site.get(q("ока"))).text();
    expect(page).toContain("Паром «<mark>Ока</mark>»\u00a0— на\u00a0линии");
    expect(page).toContain("Он\u00a0пойдёт в\u00a0Углич.");
  });

  test("says what was corrected and understood, and leads to the words as typed", async () => {
    const { page } = await ask(q("ледохд"));
    expect(page).toContain("Показаны результаты для «ледоход».");
    expect(linksTo(page, "Искать «ледохд»")).toEqual(["/?q=ледохд&ignore=typo:ледохд"]);
    const dated = await ask(q("ледоход 1 мая 2011"));
    expect(dated.page).toContain("1 мая 2011 или об этом времени.");
    expect(linksTo(dated.page, "Только точные слова")).toEqual(["/?q=ледоход 1 мая 2011&ignore=date:1 мая 2011"]);
  });

  test("begins with a link past the field and the filters, to the hits", async () => {
    const { page } = await ask(q("ледоход"));
    expect(linksTo(page, "К содержанию")).toEqual(["#content"]);
    const content = page.slice(page.indexOf('id="content"'));
    expect(content).toContain('class="hits"');
    expect(content).not.toContain('class="filters"');
    expect(page.indexOf("К содержанию")).toBeLessThan(page.indexOf("<form"));
  });

  test("says that nothing was found, with what may help and the newest articles", async () => {
    const { page } = await ask(`${q("гиппопотам")}&source=${encodeURIComponent("Ока")}`);
    expect(page).toContain("По запросу «гиппопотам» ничего не нашлось");
    expect(linksTo(page, "Искать без фильтров")).toEqual(["/?q=гиппопотам"]);
    expect(page.match(/<li class="hit">/g)).toHaveLength(5);
    expect((await ask("/", { uploads: { "articles/a.json": { text: "" } } })).page).toContain("Статей нет");
  });

  test("lists the articles that are the same as one behind a link", async () => {
    const text =
      "Паром вышел на линию через Волгу в субботу утром, сообщили в пресс-службе пароходства, и пойдёт до ноября.";
    const uploads = { "articles/a.json": { id: "1", text }, "articles/b.json": { id: "2", text } };
    const { site, page } = await ask(q("паром"), { uploads });
    const [others = ""] = [...page.matchAll(/href="([^"]*sameAs[^"]*)"/g)].map(([, href = ""]) =>
      href.replaceAll("&amp;", "&"),
    );
    expect(others).toMatch(/^\/\?q=.*&sameAs=[12]&key=/);
    const same = await (await site.get(others)).text();
    expect(same.match(/<li class="hit">/g)).toHaveLength(1);
    expect(linksTo(same, "О том же")).toEqual(["/?q=паром"]);
  });

  test("is a page that says what is wrong with a parameter, and problem details for programs", async () => {
    const { site, response, page } = await ask("/?q=1&from=2020&sort=best");
    expect([response.status, response.headers.get("cache-control")]).toEqual([400, "no-store"]);
    expect(page).toContain("<code>sort</code>: relevance, newest или oldest");
    expect(page).toContain("<code>from</code>: день от 1900-01-01 до 2100-12-31");
    expect((await site.get("/?from=2020")).headers.get("content-type")).toBe("application/problem+json");
  });

  test("says that the search is unavailable where the store does not answer", async () => {
    const failure = new SearchIndexError("store-unavailable", "The store does not answer.");
    const disturb: SiteOptions["disturb"] = (store) => interceptStore(store, { before: () => Promise.reject(failure) });
    const { response, page } = await ask(q("порт"), { disturb });
    expect([response.status, page.includes("Поиск сейчас недоступен")]).toEqual([503, true]);
  });

  test("shows text as text, whatever is asked", async () => {
    const hostile = `"><script>alert(1)</script>'&{n}`;
    for (const path of [
      q(hostile),
      `/?source=${encodeURIComponent(hostile)}`,
      `/?from=${encodeURIComponent(hostile)}`,
      `/?ignore=${encodeURIComponent(hostile)}`,
    ]) {
      const { page } = await ask(path);
      expect(page, path).not.toMatch(/<script|\bstyle=|<style|\bon\w+="/);
    }
  });

  test("is no page for search engines, runs its own scripts alone, and is kept as answers are", async () => {
    const { site, response, page } = await ask(q("ледоход"));
    expect(response.headers.get("x-robots-tag")).toBe("noindex");
    expect(page).toContain('<meta name="robots" content="noindex">');
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("script-src 'self'; connect-src 'self';");
    expect(policy).toContain("form-action 'self';");
    expect(response.headers.get("cache-control")).toMatch(/^public, max-age=0, s-maxage=30/);
    const unchanged = await site.get(q("ледоход"), { "if-none-match": response.headers.get("etag") ?? "" });
    expect(unchanged.status).toBe(304);
    expect(unchanged.headers.get("content-security-policy")).toBe(policy);
  });

  test("speaks English, in the colour and under the name of the site, below a path", async () => {
    const settings = {
      pageLanguage: "en",
      accentColor: "#b5121b",
      siteName: "Вестник",
      publicUrl: "https://a.example/api",
    } as const;
    const { site, page } = await ask(q("ледоход"), { settings });
    expect(page).toContain('<html lang="en">');
    expect(page).toContain("26 articles found");
    expect(page).toContain('<a class="brand" href="/api/">Вестник</a>');
    expect(page).toContain('action="/api/"');
    expect(linksTo(page, "Next")).toEqual(["/api/?q=ледоход&offset=10"]);
    expect(await (await site.get("/pages.css")).text()).toContain("--accent:#b5121b;");
  });

  test("tells the log how much was found, and what was asked only where the owner wants it", async () => {
    const { site } = await ask(q("балкер"), { uploads: newspaper });
    expect(site.lines.at(-1)?.fields).toMatchObject({ endpoint: "/", found: 1 });
    expect("q" in (site.lines.at(-1)?.fields ?? {})).toBe(false);
  });
});

describe("robots.txt", () => {
  test("keeps crawlers from searches, and lets them read articles unless the owner does not", async () => {
    const site = await openSite({});
    const text = await (await site.get("/robots.txt")).text();
    expect(text).toContain("Disallow: /*?q=\n");
    expect(text).toContain("Allow: /a/\n");
    const closed = await openSite({}, { settings: { listsArticles: false } });
    expect(await (await closed.get("/robots.txt")).text()).toBe("User-agent: *\nDisallow: /\n");
  });
});
