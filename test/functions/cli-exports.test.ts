/**
 * `poisk import` of feeds and of exports, and `poisk put` of what must not be put.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gather, listAll } from "../../src/store/store.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { type CommandPlace, openPlace } from "./command-place.ts";

const post = (id: number, status = "publish", text = `<p>Мост номер ${id} открыли на набережной.</p>`) =>
  `<item><title>Мост ${id}</title><link>https://vestnik.example/${id}</link><guid isPermaLink="false">https://vestnik.example/?p=${id}</guid><content:encoded><![CDATA[${text}]]></content:encoded><wp:status>${status}</wp:status><wp:post_type>post</wp:post_type><wp:post_date_gmt>2016-10-09 10:00:00</wp:post_date_gmt><wp:comment><wp:comment_content>тайна</wp:comment_content></wp:comment></item>`;
const wxr = (items: string) =>
  `<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Вестник</title><wp:wxr_version>1.2</wp:wxr_version>${items}</channel></rss>`;
const telegram = (type: string, messages: readonly object[]) =>
  JSON.stringify({ name: "Вестник", type, id: 42, messages });
const feed = (...ids: number[]) =>
  `<rss><channel><title>Вестник</title>${ids.map((id) => `<item><guid>https://vestnik.example/${id}</guid><title>Мост ${id}</title><description>Мост номер ${id} открыли на набережной.</description></item>`).join("")}</channel></rss>`;

describe("poisk import", () => {
  let place: CommandPlace;
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;

  beforeEach(async () => {
    place = await openPlace("a folder");
    folder = await makeTemporaryFolder();
  });
  afterEach(async () => {
    await place.close();
    await folder.remove();
  });

  const write = async (name: string, content: string) => {
    await writeFile(join(folder.path, name), content);
    return join(folder.path, name);
  };
  const count = async (words: string) =>
    (JSON.parse((await place.poisk("search", words, "--json", "--no-correct")).printed) as { total: number }).total;

  it("brings in of a WordPress export what its site shows, and says what it left out", async () => {
    const file = await write("vestnik.xml", wxr(post(1) + post(2, "draft") + post(3, "private") + post(4)));
    const first = await place.poisk("import", file);
    expect(first).toMatchObject({
      exitCode: 0,
      printed: expect.stringContaining("Left out: draft post 1, private post 1.") as string,
    });
    expect(first.printed).toContain("Imported 2 articles");
    expect([await count("набережной"), await count("тайна")]).toEqual([2, 0]);
    expect((await place.poisk("import", file)).printed).toContain("already: 0 commits");
    // A corrected export takes the place of the old one.
    await write("vestnik.xml", wxr(post(1) + post(4, "publish", "<p>Музей закрыли.</p>")));
    await place.poisk("import", file, "--replace");
    expect([await count("набережной"), await count("музей")]).toEqual([1, 1]);
  });

  it("tells of an export that is cut short, and replaces nothing by it but the state before of what it has whole", async () => {
    const changed = (item: string, day: string) =>
      item.replace("</item>", `<wp:post_modified_gmt>2016-10-${day} 10:00:00</wp:post_modified_gmt></item>`);
    const file = await write("vestnik.xml", wxr(changed(post(1), "09") + post(2)));
    await place.poisk("import", file);
    const edited = changed(post(1, "publish", "<p>Музей закрыли.</p>"), "10");
    await write("vestnik.xml", wxr(edited + post(2)).slice(0, -80));
    const cut = await place.poisk("import", file, "--replace");
    expect(cut).toMatchObject({ exitCode: 1, noted: expect.stringContaining("since it is cut short") as string });
    expect([await count("набережной"), await count("музей")]).toEqual([1, 1]);
  });

  it("brings in the posts of a channel, and refuses chats", async () => {
    const message = {
      id: 7,
      type: "message",
      date_unixtime: "1710266820",
      text: "Мост открыли\nПервым проехал автобус.",
    };
    const file = await write("result.json", telegram("private_channel", [message]));
    expect(await place.poisk("import", file, "--channel", "vestnik")).toMatchObject({ exitCode: 0 });
    const { hits } = JSON.parse((await place.poisk("search", "автобус", "--json")).printed) as { hits: object[] };
    expect(hits).toMatchObject([{ title: { text: "Мост открыли" }, url: "https://t.me/vestnik/7", source: "Вестник" }]);
    const chat = await write("chat.json", telegram("personal_chat", [message]));
    expect(await place.poisk("import", chat)).toMatchObject({
      exitCode: 1,
      noted: expect.stringContaining("a personal chat") as string,
    });
    expect(await place.poisk("import", file, "--channel", "t.me/x")).toMatchObject({ exitCode: 2 });
  });

  it("keeps what has left a feed", async () => {
    const file = await write("feed.xml", feed(1, 2));
    expect((await place.poisk("import", file)).printed).toContain("Imported 2 articles");
    await write("feed.xml", feed(2, 3));
    expect((await place.poisk("import", file)).printed).toMatch(/Imported 1 article into .*, 1 were there already/);
    expect(await count("набережной")).toBe(3);
  });

  it("indexes what an import of a feed that was killed had put", async () => {
    const file = await write("feed.xml", feed(1, 2));
    await place.poisk("import", file);
    for (const { key } of await gather(listAll(place.store, "index/"))) await place.store.delete(key);
    expect((await place.poisk("import", file)).printed).toContain("Imported 2 articles");
    expect(await count("набережной")).toBe(2);
  });

  it("says how many drafts of a feed it left out", async () => {
    const entry = (id: number, more = "") =>
      `<entry><id>urn:${id}</id><content>Мост ${id} открыли.</content>${more}</entry>`;
    const draft = '<app:control xmlns:app="http://www.w3.org/2007/app"><app:draft>yes</app:draft></app:control>';
    const file = await write(
      "blog.atom",
      `<feed xmlns="http://www.w3.org/2005/Atom">${entry(1)}${entry(2, draft)}</feed>`,
    );
    expect(await place.poisk("import", file)).toMatchObject({
      exitCode: 0,
      printed: expect.stringMatching(/^Imported 1 article into .*\nLeft out: draft 1\.$/) as string,
    });
    const { leftOut } = JSON.parse((await place.poisk("import", file, "--json")).printed) as { leftOut: object };
    expect([leftOut, await count("открыли")]).toEqual([{ draft: 1 }, 1]);
  });

  it("is what put points to, which sends no export to the bucket", async () => {
    const file = await write("vestnik.xml", wxr(post(1)));
    const chat = await write("result.json", telegram("personal_chat", []));
    const put = await place.poisk("put", file, chat, await write("feed.xml", feed(1, 2)));
    expect(put.exitCode).toBe(1);
    expect(put.printed).toMatch(
      /rejected {2}articles\/vestnik\.xml: .*export of WordPress.*poisk import\. It was not uploaded/,
    );
    expect(put.printed).toMatch(/rejected {2}articles\/result\.json: .*export of Telegram/);
    expect(await count("набережной")).toBe(2);
    await expect(place.store.head("articles/vestnik.xml" as never)).rejects.toThrow();
  });
});
