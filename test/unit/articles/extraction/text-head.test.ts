import { describe, expect, test } from "vitest";
import { readOne } from "../fixture-pages.ts";

const TITLE = "Трамваи пойдут по новому мосту";
const TEXTS = [
  "Трамваи пойдут по новому мосту через Волгу уже в понедельник, рассказали в депо.",
  "По новому пути пустят двенадцать составов, интервал обещают сократить до семи минут.",
];
const ADDRESS = "https://kray.example/news/1";

describe("what a scraper wrote above a text", () => {
  test.each([
    ["lines", `Title: ${TITLE}\nURL: ${ADDRESS}\nDate: 2021-05-06 15:20\nAuthor: Мария Ким\n\n${TEXTS.join("\n\n")}`],
    [
      "Russian lines",
      `Заголовок: ${TITLE}\nИсточник: ${ADDRESS}\nДата: 06.05.2021 15:20\nАвтор: Мария Ким\nТекст:\n${TEXTS.join("\n")}`,
    ],
    [
      "lines with gaps and a label",
      `Title: ${TITLE}\n\nURL Source: ${ADDRESS}\n\nPublished Time: 2021-05-06T12:20:00Z\n\nAuthor: Мария Ким\n\nMarkdown Content:\n# ${TITLE}\n\n${TEXTS.join("\n\n")}`,
    ],
    [
      "a block between dashes",
      `---\ntitle: "${TITLE}"\nurl: ${ADDRESS}\ndate: 2021-05-06T15:20:00+03:00\nauthor: Мария Ким\ntags: мост\n---\n\n${TEXTS.join("\n\n")}`,
    ],
  ])("is read as fields: %s", async (_, text) => {
    expect(await readOne(`${text}\n`)).toMatchObject({
      title: TITLE,
      url: ADDRESS,
      publishedAt: "2021-05-06T15:20+03:00",
      origins: { title: ["head of the file"], date: ["head of the file"], author: ["head of the file"] },
      author: "Мария Ким",
      paragraphs: TEXTS,
    });
  });

  test("says less than the owner's metadata", async () => {
    const text = `Title: ${TITLE}\nURL: ${ADDRESS}\nDate: 2021-05-06\n\n${TEXTS.join("\n\n")}\n`;
    const metadata = { title: "Мост открыт", url: "https://kray.example/2", published: "2020-01-02" };
    expect(await readOne(text, { key: "articles/page-01.txt", metadata })).toMatchObject({
      title: "Мост открыт",
      url: "https://kray.example/2",
      publishedAt: "2020-01-02",
    });
  });

  test("may have names that nobody knows, in Latin letters, and a sentence behind such a name stays", async () => {
    const head = `Delivered-To: reader@mail.example\nReceived: by mx7.mail.example; Thu, 6 May 2021\nDate: Thu, 06 May 2021 15:20:00 +0300\nSubject: ${TITLE}\nList-Unsubscribe: <https://kray.example/u/1>\nCategory: История\n`;
    expect(await readOne(`${head}\n${TEXTS.join("\n\n")}\n`)).toMatchObject({
      title: TITLE,
      publishedAt: "2021-05-06T15:20+03:00",
      text: TEXTS.join("\n\n"),
    });
    const first = "Telegram: такой канал связи с жителями завели в администрации района на этой неделе.";
    expect((await readOne(`${head}\n${first}\n\n${TEXTS.join("\n\n")}\n`)).text).toContain(first);
  });

  test("of an e-mail and of an export of messages is none of the text", async () => {
    const email = `От: Пресс-служба <press@kray.example>\nДата: Чт, 6 мая 2021 15:20:00 +0300\nТема: ${TITLE}\n\nДобрый день!\n\n${TEXTS.join("\n\n")}\n\nС уважением,\nпресс-служба\n`;
    const messages = `[06.05.2021, 15:20:02] Край: *${TITLE}*\n\n${TEXTS.join("\n\n")}\n\n[06.05.2021, 16:00:00] Край: Завтра дождь!\n`;
    for (const text of [email, messages])
      expect(await readOne(text)).toMatchObject({
        title: TITLE,
        publishedAt: "2021-05-06T15:20+03:00",
        paragraphs: TEXTS,
      });
  });

  test("is none where no title or address is among the lines, or one line alone", async () => {
    const labels = `Автор: Мария Ким\nДата: 06.05.2021\n${TITLE}\n${TEXTS.join("\n")}\n`;
    expect(await readOne(labels)).toMatchObject({ title: TITLE, author: "Мария Ким", paragraphs: TEXTS });
    const opening = `Название: как оно меняло город\n${TEXTS.join("\n")}\n`;
    expect((await readOne(opening)).title).toBe("Название: как оно меняло город");
  });
});
