/**
 * Exports of WordPress and of Telegram channels as lines of an archive, whatever the chunks: what goes in, and what
 * must not.
 */
import { describe, expect, it } from "vitest";
import { exportKind, exportLines, openExport } from "../../../../src/articles/exports.ts";

const wxr = (items: string, version = "1.2") =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!-- This is a WordPress eXtended RSS file. -->\n<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/${version}/excerpt/" ` +
  `xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/${version}/"><channel><title>Вестник</title>` +
  "<link>https://vestnik.example</link><wp:author><wp:author_login>anna</wp:author_login><wp:author_email>anna@vestnik.example</wp:author_email><wp:author_display_name>Анна Белых</wp:author_display_name></wp:author>" +
  `${items}</channel></rss>`;
const post = (fields: Readonly<Record<string, string>>, more = "") => {
  const all = { "wp:post_type": "post", "wp:status": "publish", "content:encoded": "<p>Мост открыли.</p>", ...fields };
  const elements = Object.entries(all).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`);
  return `<item>${elements.join("")}${more}</item>`;
};
const channel = (messages: readonly unknown[], fields: object = {}) =>
  JSON.stringify({ name: "Вестник", type: "public_channel", id: 42, ...fields, messages }, null, 1);
const message = (fields: object) => ({
  id: 7,
  type: "message",
  date: "2024-03-12T21:07:00",
  date_unixtime: "1710266820",
  from: "Вестник",
  text: "",
  ...fields,
});

async function linesOf(
  content: string,
  options: { hasPages?: boolean; username?: string } = {},
  chunkBytes = 1_000_000,
) {
  const bytes = Buffer.from(content);
  const kind = exportKind(bytes.subarray(0, 16_384));
  if (kind !== "wordpress" && kind !== "telegram") throw new Error(`Not an export but ${kind}`);
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
  }
  const { hasPages = false, username = null } = options;
  const exported = openExport(chunks(), kind, bytes.subarray(0, 16_384), { hasPages, username });
  const out: Uint8Array[] = [];
  for await (const chunk of exportLines(exported)) out.push(chunk);
  const lines = Buffer.concat(out).toString("utf8").split("\n").slice(0, -1);
  const articles = lines.map((line) => (line === "" ? null : (JSON.parse(line) as Record<string, string>)));
  return {
    articles,
    leftOut: Object.fromEntries(exported.leftOut),
    refusal: exported.refusal(),
    fault: exported.fault(),
  };
}

describe("an export of WordPress", () => {
  it("gives a post with the fields that its site shows", async () => {
    const { articles } = await linesOf(
      wxr(
        post({
          title: "Мост через Лену открыли",
          link: "https://vestnik.example/most/",
          guid: "https://vestnik.example/?p=1",
          "dc:creator": "anna",
          "content:encoded":
            '<!-- wp:paragraph {"x":1} -->\n<p>Первым проехал автобус.</p>\n<!-- /wp:paragraph -->\n[gallery ids="1,2"]',
          "excerpt:encoded": "Движение пустили.",
          "wp:post_date": "2016-10-10 15:30:00",
          "wp:post_date_gmt": "2016-10-10 12:30:00",
          "wp:post_modified_gmt": "2016-10-11 08:00:00",
        }),
      ),
    );
    expect(articles).toMatchObject([
      {
        id: "https://vestnik.example/?p=1",
        title: "Мост через Лену открыли",
        lead: "Движение пустили.",
        text: "Первым проехал автобус.",
        url: "https://vestnik.example/most/",
        date: "2016-10-10T12:30Z",
        updatedAt: "2016-10-11T08:00Z",
        source: "Вестник",
        author: "Анна Белых",
      },
    ]);
  });

  it.each([1_000_000, 7])(
    "gives a post the picture that another item is, in the order of the items (chunks of %i)",
    async (size) => {
      const meta = (key: string, value: string) =>
        `<wp:postmeta><wp:meta_key><![CDATA[${key}]]></wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:postmeta>`;
      const picture = (id: string) =>
        post({
          "wp:post_id": id,
          "wp:post_type": "attachment",
          "wp:attachment_url": `https://vestnik.example/${id}.jpg`,
        });
      const { articles, leftOut } = await linesOf(
        wxr(
          picture("1") +
            post({ title: "Мост" }, meta("_edit_last", "2") + meta("_thumbnail_id", "1") + meta("_views", "9")) +
            post({ title: "Паром" }, meta("_thumbnail_id", "5")) +
            post({ title: "Река" }, meta("_views", "1")) +
            picture("5") +
            post({ title: "Лёд" }, meta("_thumbnail_id", "77")),
        ),
        {},
        size,
      );
      expect(articles.map((article) => article && [article.title, article.image])).toEqual([
        null,
        ["Мост", "https://vestnik.example/1.jpg"],
        ["Паром", "https://vestnik.example/5.jpg"],
        ["Река", undefined],
        null,
        ["Лёд", undefined],
      ]);
      expect(leftOut).toEqual({ attachment: 2 });
    },
  );

  it("tells sections from tags", async () => {
    const more =
      '<category domain="post_tag" nicename="lena"><![CDATA[Лена]]></category><category domain="category" nicename="dorogi"><![CDATA[Дороги]]></category>';
    expect((await linesOf(wxr(post({ title: "Мост" }, more)))).articles).toMatchObject([
      { section: "Дороги", tags: ["Лена"] },
    ]);
  });

  it.each([
    ["a draft", { "wp:status": "draft" }, "draft post"],
    ["a private post", { "wp:status": "private" }, "private post"],
    ["a scheduled one", { "wp:status": "future" }, "future post"],
    ["one in the bin", { "wp:status": "trash" }, "trash post"],
    ["one whose status nobody tells", { "wp:status": "" }, "post without a status"],
    ["one with a password", { "wp:post_password": "тайна" }, "post with a password"],
    ["a page", { "wp:post_type": "page" }, "page"],
    ["a file", { "wp:post_type": "attachment", "wp:status": "inherit" }, "attachment"],
    ["one of the site's own kind", { "wp:post_type": "news" }, "news"],
    ["one of no kind", { "wp:post_type": "" }, "other kind of item"],
    ["one without text", { "content:encoded": ' [gallery ids="1"] ' }, "post without text"],
  ])("leaves out %s", async (_, fields, kind) => {
    const { articles, leftOut } = await linesOf(wxr(post({ title: "Тайна", ...fields }) + post({})));
    expect(articles.map((article) => article === null)).toEqual([true, false]);
    expect(leftOut).toEqual({ [kind]: 1 });
  });

  it("gives pages where they are asked for, but never drafts of them", async () => {
    const items = post({ "wp:post_type": "page" }) + post({ "wp:post_type": "page", "wp:status": "draft" });
    expect((await linesOf(wxr(items), { hasPages: true })).leftOut).toEqual({ "draft post": 1 });
  });

  it("never holds comments, mail addresses or logins", async () => {
    const comment =
      "<wp:comment><wp:comment_author>Читатель</wp:comment_author><wp:comment_author_email>reader@mail.example</wp:comment_author_email><wp:comment_content>Тайна читателя</wp:comment_content><wp:commentmeta><wp:meta_key>content:encoded</wp:meta_key></wp:commentmeta></wp:comment>" +
      "<wp:postmeta><wp:meta_key>_edit_last</wp:meta_key><wp:meta_value>секрет</wp:meta_value></wp:postmeta>";
    const { articles } = await linesOf(
      wxr(post({ "dc:creator": "anna" }, comment) + post({ "dc:creator": "login7" }, comment), "1.1"),
    );
    expect(JSON.stringify(articles)).not.toMatch(/Читатель|reader|Тайна|секрет|@|login7/);
    expect(articles.map((article) => article?.author)).toEqual(["Анна Белых", undefined]);
  });

  it("gives paragraphs of the old editor, and no shortcodes", async () => {
    const { articles } = await linesOf(
      wxr(
        post({
          "content:encoded":
            'Первый абзац.\n\nВторой <b>абзац</b> [прим. ред.].\n[caption id="a" width="3"]<img src="x"> Подпись[/caption]\n[embed]https://v.example/1[/embed]\n[su_note note_color="#fff"]Заметка[/su_note]\n[gallery]',
        }),
      ),
    );
    expect(articles[0]?.text?.split(/\s*\n\n\s*/)).toEqual(["Первый абзац.", "Второй абзац [прим. ред.].", "Заметка"]);
  });

  it("tells where it is cut short, and gives what is whole", async () => {
    const { articles, fault } = await linesOf(wxr(post({}) + post({ title: "Второй" })).slice(0, -60));
    expect(articles).toHaveLength(1);
    expect(fault).toBe("it is cut short");
  });

  it("is the same in chunks of any size", async () => {
    const content = wxr(post({ title: "Ёлка 🎄" }) + post({ "wp:status": "draft" }) + post({ title: "Конец" }));
    const whole = await linesOf(content);
    for (const chunkBytes of [1, 2, 3, 7, 64]) expect(await linesOf(content, {}, chunkBytes)).toEqual(whole);
  });
});

describe("an export of a Telegram channel", () => {
  it("gives posts with their first lines as titles, entities as text, edits and addresses", async () => {
    const text = [
      { type: "bold", text: "Мост через Лену открыли" },
      "\n\nПервым проехал ",
      { type: "text_link", text: "автобус", href: "https://bus.example" },
      ".\nЗа ним — ",
      { type: "mention", text: "@vestnik" },
    ];
    const edited = { edited: "2024-03-13T10:00:00", edited_unixtime: "1710313200" };
    const { articles } = await linesOf(
      channel([message({ text, ...edited }), message({ id: 8, text: "Одна строка." })]),
      { username: "vestnik" },
    );
    expect(articles).toEqual([
      {
        id: "telegram:42:7",
        title: "Мост через Лену открыли",
        text: "\nПервым проехал автобус.\nЗа ним — @vestnik",
        url: "https://t.me/vestnik/7",
        date: "1710266820",
        updatedAt: "1710313200",
        source: "Вестник",
      },
      {
        id: "telegram:42:8",
        text: "Одна строка.",
        url: "https://t.me/vestnik/8",
        date: "1710266820",
        source: "Вестник",
      },
    ]);
  });

  it("leaves out service messages and pictures without words, and names who was forwarded", async () => {
    const { articles, leftOut } = await linesOf(
      channel([
        { id: 1, type: "service", action: "create_channel", title: "Вестник" },
        message({ id: 2, photo: "(File not included)" }),
        message({ id: 3, text: "Чужая новость.", forwarded_from: "Другая газета" }),
        message({ id: "4", text: "Без номера." }),
        "{",
      ]),
    );
    expect(leftOut).toEqual({ "service message": 1, "message without text": 1, "message without a number": 1 });
    expect(articles.filter((article) => article !== null)).toMatchObject([
      { source: "Другая газета", text: "Чужая новость." },
    ]);
  });

  it.each([
    ["personal_chat", "a personal chat"],
    ["saved_messages", "saved messages"],
    ["private_supergroup", "a private group"],
    ["public_supergroup", "a group"],
    ["bot_chat", "a chat with a bot"],
    ["secret_chat", "a chat of the kind secret_chat"],
  ])("refuses a %s by name", async (type, name) => {
    const { articles, refusal } = await linesOf(channel([message({ text: "Тайна." })], { type }));
    expect([articles, refusal]).toEqual([[], expect.stringContaining(`an export of ${name},`)]);
  });

  it("refuses the export of a whole account", async () => {
    const account = {
      about: "Here is the data you requested.",
      personal_information: { phone_number: "+7" },
      chats: { list: [JSON.parse(channel([]))] },
    };
    const { articles, refusal } = await linesOf(JSON.stringify(account));
    expect([articles, refusal]).toEqual([[], expect.stringContaining("no export of one Telegram channel")]);
  });

  it("is the same in chunks of any size, whatever the messages hold", async () => {
    const nasty = [
      message({ text: 'Скобки ]} и кавычки " и \\ и "messages": [' }),
      message({ id: 9, text: ["🎄", { type: "code", text: "}]" }] }),
    ];
    const content = `\uFEFF${channel(nasty, { name: '"messages": [' })}`;
    const whole = await linesOf(content);
    expect(whole.articles).toHaveLength(2);
    for (const chunkBytes of [1, 2, 3, 7, 64]) expect(await linesOf(content, {}, chunkBytes)).toEqual(whole);
  });

  it("tells where it is cut short, and gives what is whole", async () => {
    const content = channel([message({ text: "Целое." }), message({ id: 8, text: "Обрывок." })]).slice(0, -30);
    expect(await linesOf(content)).toMatchObject({ articles: [{ text: "Целое." }], fault: "it is cut short" });
  });
});

describe("what an archive is", () => {
  it.each([
    ["lines", '{"id":"1","type":"news","text":"Слова."}\n'],
    ["lines", '{"name":"А","text":"\\"messages\\": ["}\n'],
    ["feed", '<?xml version="1.0"?><rss><channel/></rss>'],
    ["wordpress", wxr("")],
    ["telegram", channel([])],
  ])("is told by its first bytes: %s", (kind, content) => {
    expect(exportKind(Buffer.from(content))).toBe(kind);
  });
});
