import { describe, expect, it } from "vitest";
import { defaultKeyLayout } from "../../../../src/index/shared.ts";
import { type FeedRights, loadFeedRecord, putFeedItems, saveFeedRecord } from "../../../../src/ingest/ingest.ts";
import { listAll } from "../../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { feedPrefix } from "../../../support/inside/ingest.ts";

const NAME = "vestnik.example";
const item = (id: number, text = `Текст номер ${id}.`, link = `https://vestnik.example/${id}`) =>
  `<item><guid isPermaLink="false">u:${id}</guid><link>${link}</link><description>Коротко ${id}.</description><content:encoded>${text}</content:encoded></item>`;
const feed = (...items: string[]) => Buffer.from(`<rss><channel><title>В</title>${items.join("")}</channel></rss>`);

const ALL: FeedRights = { hosts: null, hasTextsOfOthers: true };

/** Looks at the feed once, and remembers it. */
async function look(context: TestContext, bytes: Uint8Array, rights: FeedRights = ALL) {
  const record = await loadFeedRecord(context, NAME);
  const report = await putFeedItems(context, record, bytes, null, rights);
  if (typeof report === "string") throw new Error(report);
  await saveFeedRecord(context, { ...record, items: report.itemStates });
  return report;
}

async function texts({ store }: TestContext): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of listAll(store, feedPrefix(defaultKeyLayout, NAME))) {
    found.push((JSON.parse(Buffer.from((await store.get(key)).bytes).toString("utf8")) as { text: string }).text);
  }
  return found.sort();
}

describe("the items of a feed that is looked at again and again", () => {
  it("stay when the feed has left them, and are put once", async () => {
    const context = makeContext();
    expect(await look(context, feed(item(1), item(2)))).toMatchObject({ items: 2, keys: { length: 2 } });
    expect(await look(context, feed(item(2), item(3)))).toMatchObject({ items: 2, keys: { length: 1 } });
    expect(await look(context, feed(item(2), item(3)))).toMatchObject({ keys: [] });
    expect(await texts(context)).toEqual(["Текст номер 1.", "Текст номер 2.", "Текст номер 3."]);
  });

  it("replace themselves by their guid when they change", async () => {
    const context = makeContext();
    await look(context, feed(item(1)));
    await look(context, feed(item(1, "Исправлено.")));
    expect(await texts(context)).toEqual(["Исправлено."]);
  });

  it("do not come back after a takedown, before their site changes them", async () => {
    const context = makeContext();
    const { keys } = await look(context, feed(item(1), item(2)));
    for (const key of keys.slice(0, 1)) await context.store.delete(key);
    await look(context, feed(item(1), item(2), item(3)));
    expect(await texts(context)).toHaveLength(2);
  });

  it("do not come back after a takedown because the feed was cut short in between", async () => {
    const context = makeContext();
    const { keys } = await look(context, feed(item(1), item(2)));
    for (const key of keys) await context.store.delete(key);
    const cut = feed(item(1), item(2)).subarray(0, -120);
    expect(await look(context, cut)).toMatchObject({ items: 1, fault: "it is cut short" });
    await look(context, feed(item(1), item(2)));
    expect(await texts(context)).toEqual([]);
  });

  it("do not come back after a takedown because another version reads them otherwise", async () => {
    const context = makeContext();
    const { keys } = await look(context, feed(item(1), item(2)));
    for (const key of keys) await context.store.delete(key);
    const record = await loadFeedRecord(context, NAME);
    const older = Object.keys(record.items).map((name, n) => [
      name,
      n === 0 ? "0123456789abcdef" : "1-0123456789abcdef",
    ]);
    await saveFeedRecord(context, { ...record, items: Object.fromEntries(older) as Record<string, string> });
    expect(await look(context, feed(item(1), item(2)))).toMatchObject({ items: 2, keys: [] });
    await look(context, feed(item(1), item(2, "Исправлено.")));
    expect(await texts(context)).toEqual(["Исправлено."]);
  });

  it("are put again with the same bytes where the record was not kept", async () => {
    const context = makeContext();
    const record = await loadFeedRecord(context, NAME);
    await putFeedItems(context, record, feed(item(1)), null, ALL);
    const before = [];
    for await (const { key, etag } of listAll(context.store, "articles/")) before.push([key, etag]);
    await look(context, feed(item(1)));
    const after = [];
    for await (const { key, etag } of listAll(context.store, "articles/")) after.push([key, etag]);
    expect(after).toEqual(before);
  });

  it("of others' sites have their summary alone", async () => {
    const context = makeContext();
    const rights = { hosts: ["vestnik.example"], hasTextsOfOthers: false };
    const report = await look(
      context,
      feed(item(1), item(2, "Чужой полный текст.", "https://other.example/2")),
      rights,
    );
    expect(report).toMatchObject({ items: 2, shortened: 1 });
    expect(await texts(context)).toEqual(["Коротко 2.", "Текст номер 1."]);
  });

  it.each([
    ["a page", "<html><body>404</body></html>", "no RSS or Atom feed"],
    ["nothing", "", "no RSS or Atom feed"],
    [
      "an export",
      "<rss><channel><wp:wxr_version>1.2</wp:wxr_version><item><wp:status>draft</wp:status></item></channel></rss>",
      "an export of WordPress",
    ],
  ])("are none of %s", async (_, bytes, reason) => {
    const context = makeContext();
    const record = await loadFeedRecord(context, NAME);
    expect(await putFeedItems(context, record, Buffer.from(bytes), null, ALL)).toContain(reason);
    expect(await texts(context)).toEqual([]);
  });

  it("before a feed was cut short are put", async () => {
    const context = makeContext();
    const report = await look(context, feed(item(1), item(2)).subarray(0, -60));
    expect(report).toMatchObject({ items: 1, fault: "it is cut short" });
  });
});
