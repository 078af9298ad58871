/**
 * A statement about another's address does not change the other's article.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { Ingester } from "../../../src/index/write.ts";
import { loadFeedRecord, putFeedItems } from "../../../src/ingest/ingest.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { upload } from "../../support/uploads.ts";

const ADDRESS = "https://news.example/1";
const GENUINE =
  "Мост через Лену открыли в среду утром, сообщил губернатор. Первым по нему проехал автобус с рабочими завода.";
const FORGED = "Губернатор подал в отставку, пишет неизвестный блог, который ссылается на слухи из гаража.";

let context: TestContext;
let search: ArticleSearch;
beforeEach(() => {
  context = makeContext();
  search = new ArticleSearch(context, { revalidateMs: 0 });
});

const ingest = (...keys: ObjectKey[]) => new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);

const itemOf = (guid: string, title: string, text: string, date: string) =>
  `<item><guid>${guid}</guid><link>${ADDRESS}</link><title>${title}</title><description>${text}</description><pubDate>${date}</pubDate></item>`;

/** Puts and indexes a feed of one item. */
async function pollFeed(host: string, item: string) {
  const record = await loadFeedRecord(context, `${host}-0a1b2c3d`);
  const bytes = Buffer.from(`<rss><channel><title>Лента</title>${item}</channel></rss>`);
  const report = await putFeedItems(context, record, bytes, null, { hosts: [host], hasTextsOfOthers: false });
  if (typeof report === "string") throw new Error(report);
  return { keys: report.keys, report: await ingest(...report.keys) };
}

const shown = async (text = "") => {
  const { hits } = await search.search({ text, match: "auto", sort: "newest", collapse: true, offset: 0, limit: 10 });
  return hits.map(({ title, article, id }) => [title.text, article.url, article.source, id]);
};

describe("an item of a feed with another's link and a later date", () => {
  it("neither joins, hides, renames nor removes the other's article, and takes no id of it", async () => {
    await pollFeed("news.example", itemOf(ADDRESS, "Мост открыли", GENUINE, "Wed, 31 Dec 2025 10:00:00 +0300"));
    const genuine = ["Мост открыли", ADDRESS, "news.example", ADDRESS];
    expect(await shown()).toEqual([genuine]);
    const { keys, report } = await pollFeed(
      "evil.example",
      itemOf(ADDRESS, "Губернатор ушёл", FORGED, "Thu, 01 Jan 2026 10:00:00 +0300"),
    );
    expect([...report.rejected.values()].flat()).toMatchObject([{ code: "foreign-address", isIndexed: true }]);
    const forged = ["Губернатор ушёл", null, "evil.example", `evil.example:${ADDRESS}`];
    expect(await shown()).toEqual([forged, genuine]);
    expect(await shown("мост")).toEqual([genuine]);
    expect((await search.findById(ADDRESS)).map(({ article }) => article.title)).toEqual(["Мост открыли"]);
    expect((await search.findByUrl(ADDRESS)).map(({ article }) => article.title)).toEqual(["Мост открыли"]);
    for (const key of keys) await context.store.delete(key);
    await ingest(...keys);
    expect(await shown()).toEqual([genuine]);
  });

  it("takes no id that an article of the owner's has by its address", async () => {
    const owners = { title: "Мост открыли", text: GENUINE, url: ADDRESS, date: "2025-12-31" };
    await ingest(await upload(context, "bridge.json", JSON.stringify(owners)));
    const [[, , , id] = []] = await shown();
    expect(id).toMatch(/^[\w-]{22}$/);
    await pollFeed("evil.example", itemOf(String(id), "Губернатор ушёл", FORGED, "Thu, 01 Jan 2026 10:00:00 +0300"));
    expect((await search.findById(String(id))).map(({ article }) => article.title)).toEqual(["Мост открыли"]);
    expect((await shown()).map(([title]) => title)).toEqual(["Губернатор ушёл", "Мост открыли"]);
  });
});

it("two who push for different hosts share neither an address nor an id", async () => {
  const push = (host: string, title: string, text: string) =>
    upload(context, `${host}/1.json`, JSON.stringify({ id: "1", title, text, url: ADDRESS, date: "2025-12-31" }), {
      metadata: { hosts: host },
    });
  const keys = [
    await push("news.example", "Мост открыли", GENUINE),
    await push("evil.example", "Губернатор ушёл", FORGED),
  ];
  const { rejected } = await ingest(...keys);
  expect([...rejected.keys()]).toEqual([keys[1]]);
  expect((await shown()).sort()).toEqual([
    ["Губернатор ушёл", null, "evil.example", "evil.example:1"],
    ["Мост открыли", ADDRESS, "news.example", "news.example:1"],
  ]);
});

it("the owner's bucket speaks for all, and the newest of an address stands for it", async () => {
  const story = (title: string, text: string, date: string) => JSON.stringify({ title, text, url: ADDRESS, date });
  await ingest(
    await upload(context, "a.json", story("Мост открыли", GENUINE, "2025-12-30")),
    await upload(context, "b.json", story("Мост открыли (дополнено)", `${GENUINE} Движение пустили.`, "2025-12-31")),
  );
  expect((await shown()).map(([title]) => title)).toEqual(["Мост открыли (дополнено)"]);
});
