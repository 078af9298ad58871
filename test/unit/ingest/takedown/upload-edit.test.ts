import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readArticles } from "../../../../src/articles/articles.ts";
import type { ETag, ObjectKey, PutOptions, StoredObject } from "../../../../src/store/store.ts";
import { type Correction, type PlannedEdit, planUploadEdit } from "../../../support/inside/ingest.ts";
import { encodeSingleByte } from "../../../support/single-byte-encoder.ts";

const article = (id: string, title: string) =>
  JSON.stringify({ id, title, text: `${title}, сообщили в мэрии города.` });

const uploadOf = (name: string, content: string | Uint8Array, options: PutOptions = {}): StoredObject => {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return {
    key: `articles/${name}` as ObjectKey,
    etag: "e" as ETag,
    sizeBytes: bytes.length,
    lastModifiedMs: 1_767_225_600_000,
    readAtMs: null,
    contentType: options.contentType ?? null,
    contentEncoding: options.contentEncoding ?? null,
    cacheControl: options.cacheControl ?? null,
    metadata: options.metadata ?? {},
    bytes,
  };
};

const edit = (upload: StoredObject, id: string, correction: Correction | null = null) =>
  planUploadEdit(upload, { selects: (found) => found.id === id, correction }, readArticles);

const bytesOf = (plan: PlannedEdit): Buffer => {
  if (plan.result !== "rewritten") throw new Error(`The upload is ${plan.result}.`);
  return Buffer.from(plan.bytes);
};

const corrected = (value: object | string, fileName = "fixed.json"): Correction => ({
  fileName,
  bytes: Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
});

const [a, b, c] = [article("а", "Мост открыли"), article("б", "Парк закрыли"), article("в", "Трамвай пустили")];

describe("taking an article out of a .jsonl", () => {
  it.each([
    ["the first line", `${a}\n${b}\n${c}\n`, "а", `${b}\n${c}\n`],
    ["a line between", `${a}\n${b}\n${c}\n`, "б", `${a}\n${c}\n`],
    ["the last line, whether or not it ends", `${a}\n${b}`, "б", `${a}\n`],
    ["a line of CRLF", `${a}\r\n${b}\r\n${c}\r\n`, "б", `${a}\r\n${c}\r\n`],
    ["the line after a byte order mark", `\ufeff${a}\n${b}\n`, "а", `\ufeff${b}\n`],
    [
      "a line among blank, bad and indented ones",
      `\n  ${a}  \nне json\n\n\t${b}\n[]\n`,
      "а",
      `\nне json\n\n\t${b}\n[]\n`,
    ],
    ["every line that repeats its id", `${a}\n${b}\n${article("а", "Мост снова")}\n`, "а", `${b}\n`],
  ])("leaves every other byte as it was: %s", async (_, before, id, after) => {
    const plan = await edit(uploadOf("a.jsonl", before), id);
    expect(bytesOf(plan).toString()).toBe(after);
    expect(plan.articles.map(({ article: { id: gone } }) => gone)).toContain(id);
  });

  it("keeps compression, type and metadata", async () => {
    const options = {
      contentType: "application/x-ndjson",
      contentEncoding: "gzip",
      cacheControl: "no-cache",
      metadata: { source: "Vestnik" },
    };
    const once = await edit(uploadOf("a.jsonl", gzipSync(`${a}\n${b}\n`), options), "а");
    expect(once).toMatchObject({ result: "rewritten", options });
    expect(gunzipSync(bytesOf(once)).toString()).toBe(`${b}\n`);
    const twice = await edit(uploadOf("a.jsonl.gz", gzipSync(gzipSync(`${a}\n${b}\n`))), "а");
    expect(gunzipSync(gunzipSync(bytesOf(twice))).toString()).toBe(`${b}\n`);
  });

  it.each(["utf16le", "utf16be", "windows-1251", "koi8-r", "ibm866"])("works on the bytes of %s", async (charset) => {
    const encode = (text: string): Buffer => {
      if (charset === "utf16le") return Buffer.from(`\ufeff${text}`, "utf16le");
      if (charset === "utf16be") return Buffer.from(`\ufeff${text}`, "utf16le").swap16();
      return Buffer.from(encodeSingleByte(text, charset));
    };
    const plan = await edit(uploadOf("a.jsonl", encode(`${a}\n${b}\n${c}\n`)), "б");
    expect(bytesOf(plan)).toEqual(encode(`${a}\n${c}\n`));
  });

  it("deletes the upload where nothing is left in it, and keeps it where a bad line is", async () => {
    expect(await edit(uploadOf("a.jsonl", `\n${a}\n\n`), "а")).toMatchObject({ result: "deleted" });
    expect(await edit(uploadOf("a.jsonl", `${a}\n${a}\n`), "а")).toMatchObject({ result: "deleted" });
    expect(bytesOf(await edit(uploadOf("a.jsonl", `${a}\n{"title": 7}\n`), "а")).toString()).toBe('{"title": 7}\n');
  });

  it("changes nothing where no article is meant", async () => {
    expect(await edit(uploadOf("a.jsonl", `${a}\n${b}\n`), "я")).toEqual({ result: "unchanged", articles: [] });
    expect(await edit(uploadOf("broken.jsonl.gz", Buffer.from([0x1f, 0x8b, 8, 0])), "я")).toMatchObject({
      result: "unchanged",
    });
  });

  it("does it in a file of 2,000 lines", async () => {
    const lines = Array.from({ length: 2_000 }, (__, i) => article(`id-${i}`, `Новость номер ${i}`));
    const plan = await edit(uploadOf("a.jsonl", `${lines.join("\n")}\n`), "id-1234");
    expect(bytesOf(plan).toString()).toBe(`${lines.filter((___, i) => i !== 1234).join("\n")}\n`);
    expect(plan.articles).toMatchObject([{ place: { unit: "line", place: 1235 } }]);
  });
});

describe("taking an article out of an array", () => {
  it.each([
    ["the first", `[\n  ${a},\n  ${b}\n]\n`, "а", `[\n  ${b}\n]\n`],
    ["one between", `[${a}, ${b} ,${c}]`, "б", `[${a} ,${c}]`],
    ["the last", `\ufeff[ ${a},${b},\t${c} ]`, "в", `\ufeff[ ${a},${b} ]`],
    [
      "one among items that are none",
      `[7, "a,]\\"", ${a}, [[{}]], ${b}, null]`,
      "а",
      `[7, "a,]\\"", [[{}]], ${b}, null]`,
    ],
  ])("leaves the others as they were: %s", async (_, before, id, after) => {
    expect(bytesOf(await edit(uploadOf("a.json", before), id)).toString()).toBe(after);
  });

  it("deletes the upload where it was the only one", async () => {
    expect(await edit(uploadOf("a.json", `[ ${a} ]`), "а")).toMatchObject({ result: "deleted" });
  });
});

describe("taking an article out of a feed", () => {
  const entry = (id: string, words: string, name = "item") =>
    `<${name} a="1 > 0"><guid>u:${id}</guid><id>u:${id}</id><description><![CDATA[<item>${words}</item>]]></description></${name}>`;
  const [one, two] = [entry("1", "Раз."), entry("2", "Два.")];
  const rss = (items: string) => `<?xml version="1.0"?>\n<rss><channel><!-- <item> -->${items}</channel></rss>\n`;
  const atom = (entries: string) => `<a:feed xmlns:a="http://www.w3.org/2005/Atom">${entries}</a:feed>`;

  it.each([
    ["the first", rss(`${one}\n${two}`), "u:1", rss(`\n${two}`)],
    ["the last, behind one that is empty", rss(`${one}<item/>${two}`), "u:2", rss(`${one}<item/>`)],
    [
      "an entry of Atom, under a prefix",
      atom(
        `<a:entry><a:id>u:1</a:id><a:summary>Раз.</a:summary></a:entry><a:entry><a:id>u:2</a:id><a:summary>Два.</a:summary></a:entry>`,
      ),
      "u:1",
      atom("<a:entry><a:id>u:2</a:id><a:summary>Два.</a:summary></a:entry>"),
    ],
  ])("leaves the others as they were: %s", async (_, before, id, after) => {
    expect(bytesOf(await edit(uploadOf("feed.xml", before), id)).toString()).toBe(after);
  });

  it("deletes the upload where it was the only one, and puts none in its place", async () => {
    expect(await edit(uploadOf("feed.xml", rss(one)), "u:1")).toMatchObject({ result: "deleted" });
    const correction = corrected({ text: "Иначе." });
    await expect(edit(uploadOf("feed.xml", rss(one)), "u:1", correction)).rejects.toThrow(/item of a feed/);
  });
});

describe("taking down an upload of one article", () => {
  it("deletes it", async () => {
    const plan = await edit(uploadOf("a.json", a), "а");
    expect(plan).toMatchObject({ result: "deleted", articles: [{ place: null, article: { title: "Мост открыли" } }] });
  });
});

describe("correcting an article among others", () => {
  it("puts one line in place of another, with the id of the old one", async () => {
    const plan = await edit(
      uploadOf("a.jsonl", `${a}\r\n${b}\r\n`),
      "а",
      corrected('{\n  "title": "Мост закрыли",\n  "text": "Мост закрыли на ремонт."\n}\n'),
    );
    expect(bytesOf(plan).toString()).toBe(
      `{"title":"Мост закрыли","text":"Мост закрыли на ремонт.","id":"а"}\r\n${b}\r\n`,
    );
  });

  it("keeps the address of an article whose id came from its text", async () => {
    const lines = [1, 2].map((i) => JSON.stringify({ title: `Новость ${i}`, text: `Новость ${i}, сообщили в мэрии.` }));
    const upload = uploadOf("a.jsonl", lines.join("\n"));
    const id = (await readArticles(upload.bytes, { key: upload.key })).articles[1]?.id ?? "";
    const plan = await edit(
      upload,
      id,
      corrected({ title: "Новость 2", text: "Поправка: в мэрии этого не сообщали." }),
    );
    const { articles } = await readArticles(bytesOf(plan), { key: upload.key });
    expect(articles[1]).toMatchObject({ id, text: "Поправка: в мэрии этого не сообщали." });
    expect(bytesOf(plan).toString().split("\n")[0]).toBe(lines[0]);
  });

  it("writes what every charset can hold", async () => {
    const upload = uploadOf("a.jsonl", encodeSingleByte(`${a}\n${b}\n${c}\n`, "windows-1251"));
    const plan = await edit(upload, "б", corrected({ title: "Парк «Ёлки» — ☺", text: "Парк открыли снова." }));
    const { articles } = await readArticles(bytesOf(plan), { key: upload.key });
    expect(articles.map(({ title }) => title)).toEqual(["Мост открыли", "Парк «Ёлки» — ☺", "Трамвай пустили"]);
    expect(articles[0]?.encoding).toBe("windows-1251");
  });

  it("replaces the first of those that repeat one id, and takes the others out", async () => {
    const plan = await edit(uploadOf("a.jsonl", `${b}\n${a}\n${a}\n`), "а", corrected({ text: "Поправка о мосте." }));
    expect(bytesOf(plan).toString()).toBe(`${b}\n{"text":"Поправка о мосте.","id":"а"}\n`);
  });

  it("makes an item of a scraped page", async () => {
    const page =
      "Мост закрыли\n9 октября 2016\nВОЛОГДА, 9 октября. Мост закрыли на ремонт, сообщили в мэрии. Движение пустят в обход.";
    const plan = await edit(uploadOf("a.json", `[${a}, ${b}]`), "а", corrected(page, "fixed.txt"));
    const { articles } = await readArticles(bytesOf(plan), { key: "articles/a.json" });
    expect(articles[0]).toMatchObject({ id: "а", title: "Мост закрыли", publishedAt: "2016-10-09", place: "Вологда" });
    expect(bytesOf(plan).toString().endsWith(`, ${b}]`)).toBe(true);
  });

  it("is done already where the file says the same", async () => {
    const fixed = corrected({ id: "а", title: "Мост", text: "Мост закрыли на ремонт." });
    const upload = uploadOf("a.jsonl", `${a}\n${b}\n`);
    const once = bytesOf(await edit(upload, "а", fixed));
    expect(await edit({ ...upload, bytes: once }, "а", fixed)).toMatchObject({ result: "unchanged", articles: [{}] });
  });

  it.each<[string, Correction, RegExp]>([
    ["of another id", corrected({ id: "г", text: "Мост закрыли." }), /its article is "г".*give it the id а/],
    ["that cannot be read", corrected("{"), /cannot be read: The JSON is cut short: it ends at line 1, column 2/],
    ["without text", corrected({ title: "Мост" }), /cannot be read: The article has no text/],
    ["of several articles", corrected(`[${a}, ${b}]`), /holds 2 articles, not one/],
    ["of an unknown kind", corrected("text", "fixed.docx"), /\.docx are not read/],
  ])("refuses a file %s", async (_, correction, message) => {
    await expect(edit(uploadOf("a.jsonl", `${a}\n${b}\n`), "а", correction)).rejects.toThrow(message);
  });
});

describe("correcting an upload of one article", () => {
  const page = (word: string) =>
    `Мост ${word}\n9 октября 2016\nВОЛОГДА, 9 октября. Мост ${word} после ремонта, сообщили в мэрии. Движение пустили в обход.`;
  const readBack = async (upload: StoredObject, plan: PlannedEdit) => {
    if (plan.result !== "rewritten") throw new Error(plan.result);
    const { key } = upload;
    return (await readArticles(plan.bytes, { key, metadata: plan.options.metadata ?? {} })).articles;
  };

  it("puts a page in place of a page, packed as it was, and keeps its address by metadata", async () => {
    const upload = uploadOf("a.txt.gz", gzipSync(page("открыли")), {
      contentType: "text/plain; charset=windows-1251",
      metadata: { source: "Vestnik" },
    });
    const id = (await readArticles(upload.bytes, { key: upload.key })).articles[0]?.id ?? "";
    const plan = await edit(upload, id, corrected(page("закрыли"), "fixed.txt"));
    expect(gunzipSync(bytesOf(plan)).toString()).toBe(page("закрыли"));
    expect(plan).toMatchObject({
      options: { contentType: "text/plain; charset=utf-8", metadata: { source: "Vestnik", id } },
    });
    expect(await readBack(upload, plan)).toMatchObject([{ id, title: "Мост закрыли", source: "Vestnik" }]);
  });

  it("leaves metadata alone where the address stays by itself", async () => {
    const metadata = { url: "https://vestnik.example/1" };
    const upload = uploadOf("a.txt", page("открыли"), { metadata });
    const id = (await readArticles(upload.bytes, { key: upload.key, metadata })).articles[0]?.id ?? "";
    const plan = await edit(upload, id, corrected(page("закрыли"), "fixed.txt"));
    expect(plan).toMatchObject({ options: { metadata: expect.not.objectContaining({ id: expect.anything() }) } });
    expect(await readBack(upload, plan)).toMatchObject([{ id, title: "Мост закрыли" }]);
  });

  it("puts an object in place of an object, with the id in it", async () => {
    const upload = uploadOf("a.json", a);
    const plan = await edit(upload, "а", corrected({ title: "Мост закрыли", text: "Мост закрыли на ремонт." }));
    expect(JSON.parse(bytesOf(plan).toString())).toEqual({
      title: "Мост закрыли",
      text: "Мост закрыли на ремонт.",
      id: "а",
    });
  });

  it("refuses an object in place of a page", async () => {
    const upload = uploadOf("a.txt", page("открыли"));
    const id = (await readArticles(upload.bytes, { key: upload.key })).articles[0]?.id ?? "";
    await expect(edit(upload, id, corrected({ text: "Мост закрыли." }))).rejects.toThrow(
      /is text, and the file is json\. Give the correction as text/,
    );
  });
});

describe("the stamp of the text that was corrected", () => {
  const json = (text: string) => corrected({ text });
  const metadataOf = (plan: PlannedEdit) => (plan.result === "rewritten" ? plan.options.metadata : undefined);

  it("joins the metadata of an upload of one article, and a second correction keeps it", async () => {
    const metadata = { source: "Vestnik" };
    const upload = uploadOf("a.json", a, { metadata });
    const once = await edit(upload, "а", json("Мост закрыли."));
    const stamped = metadataOf(once);
    expect(stamped).toEqual({ ...metadata, corrected: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
    const other = await edit(upload, "а", json("Мост снова открыли."));
    expect(metadataOf(other)).toEqual(stamped);
    const twice = await edit({ ...upload, bytes: bytesOf(once), metadata: stamped ?? {} }, "а", json("Мост снесли."));
    expect(metadataOf(twice)).toEqual(stamped);
  });

  it("of a page names the parser that found the text", async () => {
    const page = "Мост открыли\n\nМост через Лену открыли в среду утром, сообщил губернатор.";
    const upload = uploadOf("a.txt", page);
    const id = (await readArticles(upload.bytes, { key: upload.key })).articles[0]?.id ?? "";
    const plan = await edit(upload, id, corrected(page.replace("среду", "четверг"), "fixed.txt"));
    expect(metadataOf(plan)?.corrected).toMatch(/^parser-\d+-[0-9a-f]{16}$/);
  });

  it("is left out where the metadata have no room for it, and of an article among others", async () => {
    const room = (bytes: number) => ({ source: "ж".repeat((2_048 - "source".length - bytes) / 2) });
    const planOf = (metadata: Record<string, string>) =>
      edit(uploadOf("a.json", a, { metadata }), "а", json("Закрыли."));
    const stampBytes = "corrected".length + 16;
    expect(metadataOf(await planOf(room(stampBytes + 1)))).toHaveProperty("corrected");
    expect(metadataOf(await planOf(room(stampBytes - 1)))).toEqual(room(stampBytes - 1));
    const among = await edit(uploadOf("a.jsonl", `${a}\n${b}\n`), "а", json("Закрыли."));
    expect(metadataOf(among)).not.toHaveProperty("corrected");
  });
});

describe("an upload that may speak for some hosts", () => {
  const metadata = { hosts: "blog.example", source: "Blog" };

  it("that the owner replaces speaks for all, under the id that it had", async () => {
    const page = "Мост открыли\n\nМост через Лену открыли в среду утром, сообщил губернатор.";
    const upload = uploadOf("a.txt", page, { metadata });
    const { articles } = await readArticles(upload.bytes, { key: upload.key, metadata });
    const id = articles[0]?.id ?? "";
    const fixed = corrected(page.replace("среду", "четверг"), "fixed.txt");
    const plan = await edit(upload, id, fixed);
    expect(plan).toMatchObject({ corrected: { id }, options: { metadata: { source: "Blog", id } } });
    expect(plan).not.toHaveProperty("options.metadata.hosts");
  });

  it("keeps them where one of many articles is taken out or replaced, also one of another's address", async () => {
    const foreign = JSON.stringify({ id: "1", text: "Мост открыли в мэрии города.", url: "https://ria.ru/1" });
    const upload = uploadOf("a.jsonl", `${foreign}\n${b}\n`, { metadata });
    const id = "blog.example:1";
    expect(await edit(upload, "blog.example:б")).toMatchObject({ options: { metadata } });
    const plan = await edit(upload, id, corrected({ text: "Мост закрыли.", url: "https://ria.ru/1" }));
    expect(plan).toMatchObject({ corrected: { id, url: null, text: "Мост закрыли." }, options: { metadata } });
  });
});
