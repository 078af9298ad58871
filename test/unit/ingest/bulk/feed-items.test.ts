import { describe, expect, it } from "vitest";
import { defaultKeyLayout } from "../../../../src/index/shared.ts";
import {
  type FeedRights,
  listTakedowns,
  loadFeedRecord,
  putFeedItems,
  saveFeedRecord,
  stateGone,
  takeDown,
} from "../../../../src/ingest/ingest.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { listAll, type ObjectKey } from "../../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { directProcessor, feedPrefix, feedRecordKey } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";

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

  it("are those of a JSON Feed too, known by their ids", async () => {
    const context = makeContext();
    const jsonFeed = (content_html: string) =>
      Buffer.from(
        JSON.stringify({ version: "https://jsonfeed.org/version/1.1", items: [{ id: "u:1", content_html }] }),
      );
    await look(context, jsonFeed("<p>Текст номер 1.</p>"));
    expect(await look(context, jsonFeed("<p>Текст номер 1.</p>"))).toMatchObject({ items: 1, keys: [] });
    await look(context, jsonFeed("Исправлено."));
    expect(await look(context, feed(item(1, "Исправлено.")))).toMatchObject({ items: 1 });
    expect(await texts(context)).toEqual(["Исправлено."]);
    expect(await look(context, Buffer.from('{"version":"https://jsonfeed.org/version/1.1","items":['))).toMatchObject({
      items: 0,
      fault: "its JSON is broken or cut short",
    });
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

  it("lose their text once they ask for a password, also a corrected one, and have it again without", async () => {
    const form = (action: string) =>
      `<![CDATA[<form action="${action}" class="post-password-form"><p>Введите пароль: <input name="post_password" type="password" /></p></form>]]>`;
    const context = makeContext();
    await look(context, feed(item(1), item(2)));
    const [first = "" as ObjectKey] = (await look(context, feed(item(1, "Исправлено."), item(2)))).keys;
    const { bytes, etag } = await context.store.get(first);
    await context.store.putIfMatch(first, bytes, etag, { metadata: { corrected: "0" } });
    const locked = feed(item(1, form("a")), item(2), item(3, form("a")));
    const report = await look(context, locked);
    expect([report.items, report.keys, Object.fromEntries(report.leftOut)]).toEqual([
      2,
      [first],
      { "post with a password": 2 },
    ]);
    expect(Buffer.from((await context.store.get(first)).bytes).toString("utf8")).toBe("{}\n");
    expect(await look(context, feed(item(1, form("b")), item(2)))).toMatchObject({ keys: [] });
    expect(await look(context, feed(item(1, "Исправлено."), item(2)))).toMatchObject({ keys: [first] });
    expect(await texts(context)).toEqual(["Исправлено.", "Текст номер 2."]);
  });

  it("are found in the bucket where the record was not kept, and not put again", async () => {
    const context = makeContext();
    const record = await loadFeedRecord(context, NAME);
    await putFeedItems(context, record, feed(item(1)), null, ALL);
    const before = [];
    for await (const { key, etag } of listAll(context.store, "articles/")) before.push([key, etag]);
    expect(await look(context, feed(item(1)))).toMatchObject({ keys: [], foundKeys: { length: 1 } });
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
    ["a page", "<html><body>404</body></html>", "no RSS, Atom or JSON feed"],
    ["nothing", "", "no RSS, Atom or JSON feed"],
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

describe("the items of a feed after a correction or a takedown", () => {
  const story = (text: string, views = 57) => item(1, `<p>${text}</p><p>Просмотров: ${views}</p>`);
  const WRONG = "Мост через Лену открыли в среду утром, сообщил губернатор.";
  const RIGHT = "Мост через Лену откроют в пятницу, сообщил губернатор.";
  const NEWER = "Мост через Лену открыли в четверг вечером, сообщил губернатор.";

  /** A feed whose first item was put, and then corrected in the bucket. */
  async function correctedFeed(text = RIGHT) {
    const context = makeContext();
    const { keys } = await look(context, feed(story(WRONG), item(2)));
    await correct(context, keys, text);
    return { context, keys };
  }

  const correct = async (context: TestContext, keys: readonly ObjectKey[], text: string) => {
    const correction = { fileName: "fixed.json", bytes: Buffer.from(JSON.stringify({ text })) };
    const change = { selects: ({ id }: { readonly id: string }) => id === "u:1", correction };
    const { uploads } = await takeDown(context, directProcessor(resolvedArticleOptions), keys, change);
    expect(uploads.filter(({ result }) => result === "rewritten")).toHaveLength(1);
  };

  it("are not put again where the feed was empty for one look, and a corrected or deleted one stays so", async () => {
    const { context, keys } = await correctedFeed();
    await look(context, feed(item(3)));
    await context.store.delete(keys[1] as ObjectKey);
    await look(context, feed());
    expect(await look(context, feed(story(WRONG), item(2), item(3)))).toMatchObject({ items: 3, keys: [] });
    expect(await texts(context)).toEqual([RIGHT, "Текст номер 3."]);
  });

  it("are not put again where nothing but a counter changed", async () => {
    const { context, keys } = await correctedFeed();
    expect(await look(context, feed(story(WRONG, 1_234), item(2)))).toMatchObject({ keys: [] });
    for (const key of keys) await context.store.delete(key);
    expect(await look(context, feed(story(WRONG, 1_235), item(2)))).toMatchObject({ keys: [] });
    expect(await texts(context)).toEqual([]);
  });

  it("are put again where the feed changes the text, and a second correction gives way to no less", async () => {
    const { context, keys } = await correctedFeed("Мост через Лену откроют в субботу, сообщил губернатор.");
    await correct(context, keys, RIGHT);
    const withPicture = story(WRONG).replace("</item>", '<enclosure url="https://vestnik.example/1.jpg"/></item>');
    expect(await look(context, feed(withPicture, item(2)))).toMatchObject({ keys: [] });
    expect(await look(context, feed(story(NEWER), item(2)))).toMatchObject({ keys: { length: 1 } });
    expect((await texts(context)).join()).toContain(NEWER);
    // What the source has now is no correction any more.
    expect(await look(context, feed(story(WRONG), item(2)))).toMatchObject({ keys: { length: 1 } });
  });

  it("are not put again where the record was lost with the index, but for those that are gone", async () => {
    const { context } = await correctedFeed();
    await context.store.delete(feedRecordKey(defaultKeyLayout, NAME));
    expect(await look(context, feed(story(WRONG, 1_234), item(2)))).toMatchObject({ items: 2, keys: [] });
    expect(await look(context, feed(story(WRONG), item(2)))).toMatchObject({ keys: [] });
    expect(await texts(context)).toEqual([RIGHT, "Текст номер 2."]);
  });

  it("that are taken down are left out, whatever the feed makes of them, and put once that is lifted", async () => {
    const context = makeContext();
    const bare = item(2).replace(/<link>.*<\/link>/, "");
    const { keys } = await look(context, feed(item(1), bare, item(3)));
    await takeDown(context, directProcessor(resolvedArticleOptions), keys.slice(0, 2), "remove");
    await context.store.delete(feedRecordKey(context.layout, NAME));
    const changed = [item(1, "Другой текст первой."), bare.replace("Текст", "Новый текст")];
    expect(await look(context, feed(...changed, item(3)))).toMatchObject({ leftOut: new Map([["taken down", 2]]) });
    expect(await texts(context)).toEqual(["Текст номер 3."]);
    for (const { key } of await listTakedowns(context)) await context.store.delete(key);
    await look(context, feed(...changed, item(3)));
    expect(await texts(context)).toEqual(["Другой текст первой.", "Новый текст номер 2.", "Текст номер 3."]);
  });

  it("are left out by no takedown of an address for which the feed may not speak", async () => {
    const context = makeContext();
    await stateGone(context, "takedown", { address: "https://vestnik.example/1" });
    const rights = { hosts: ["other.example"], hasTextsOfOthers: true };
    expect(await look(context, feed(item(1)), rights)).toMatchObject({ keys: { length: 1 } });
    expect(await look(context, feed(item(1)))).toMatchObject({ keys: [] });
  });

  it("keep a correction where the item has no text any more", async () => {
    const { context } = await correctedFeed();
    const bare = '<item><guid isPermaLink="false">u:1</guid><title>Мост</title></item>';
    expect(await look(context, feed(bare, item(2)))).toMatchObject({ keys: [] });
    expect(await look(context, feed(story(WRONG), item(2)))).toMatchObject({ keys: [] });
    expect(await texts(context)).toEqual([RIGHT, "Текст номер 2."]);
  });

  it("never overwrite a correction that came while they were put", async () => {
    const context = makeContext();
    const { keys } = await look(context, feed(story(WRONG), item(2)));
    let isCorrected = false;
    const before = async (operation: string, key: string): Promise<void> => {
      if (isCorrected || operation !== "putIfMatch" || key !== keys[0]) return;
      isCorrected = true;
      await correct(context, keys, RIGHT);
    };
    const racing = { ...context, store: interceptStore(context.store, { before }) };
    const withPicture = story(WRONG).replace("</item>", '<enclosure url="https://vestnik.example/1.jpg"/></item>');
    await look(racing, feed(withPicture, item(2)));
    expect([isCorrected, await texts(context)]).toEqual([true, [RIGHT, "Текст номер 2."]]);
  });

  it("are remembered up to a bound, those that left the feed first being forgotten first", async () => {
    const context = makeContext();
    const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => item(from + n));
    const namesAfter = async (bytes: Uint8Array) => Object.keys((await look(context, bytes)).itemStates);
    const first = await namesAfter(feed(...numbers(0, 490)));
    const second = await namesAfter(feed(...numbers(490, 510)));
    expect(second).toHaveLength(500);
    expect(second.slice(20)).toEqual(first.slice(0, 480));
    expect(await namesAfter(feed())).toEqual(second);
    const long = await namesAfter(feed(...numbers(1_000, 1_300)));
    expect(long).toHaveLength(800);
    expect(await namesAfter(feed())).toEqual(long);
  });
});
