/**
 * Uploads of many articles, what is said of their bad lines, and `poisk verify`, over a folder and over a bucket behind
 * the local S3 endpoint.
 */
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ObjectKey, putLatest } from "../../src/store/store.ts";
import { type CommandPlace, openPlace, PLACES } from "./command-place.ts";

const article = (fields: Record<string, unknown>, word: string) =>
  JSON.stringify({ ...fields, text: `В городе Вологде сегодня ${word}, сообщили в мэрии.` });

describe.each(PLACES)("in %s", (kind) => {
  let place: CommandPlace;
  beforeEach(async () => {
    place = await openPlace(kind);
  });
  afterEach(() => place.close());

  const poisk: CommandPlace["poisk"] = (...args) => place.poisk(...args);
  const put: CommandPlace["put"] = (...args) => place.put(...args);
  const search: CommandPlace["search"] = (words) => place.search(words);
  const rejected = async () =>
    JSON.parse((await poisk("rejected", "--json")).printed).uploads.map(
      ({ key, parts }: { key: string; parts: { line?: number; item?: number; code: string }[] }) =>
        [key, ...parts.map(({ line, item, code }) => [line ?? item ?? [], code].flat().join(" "))].join(", "),
    );

  it("every good line is found, each with its own address, and every bad one is told by its number", async () => {
    const lines = [
      `\ufeff${article({ id: "1", url: "https://vestnik.example/1" }, "открыли мост")}`,
      "",
      "не json",
      "   ",
      article({ url: "https://vestnik.example/2" }, "закрыли парк"),
      "[1, 2]",
      article({ id: "1" }, "пустили троллейбус"),
      article({ title: 7 }, "залили каток"),
      '{"title": "Без текста"}',
      `  ${article({}, "покрасили скамейки")}`,
    ];
    expect((await put("many.jsonl", lines.join("\r\n"))).exitCode).toBe(1);
    const { hits } = await search("мэрии");
    expect(hits.map(({ url }) => url).sort()).toEqual(["https://vestnik.example/1", "https://vestnik.example/2", null]);
    expect(new Set(hits.map(({ id }) => id)).size).toBe(3);
    expect((await search("скамейка")).total).toBe(1);
    expect(await rejected()).toEqual([
      "articles/many.jsonl, 3 broken-json, 6 invalid-article, 7 repeated-article, 8 invalid-article, 9 no-text",
    ]);
  });

  it("a packed file, and a packed array, are read as they are unpacked", async () => {
    await put("a.jsonl.gz", gzipSync(`${article({}, "открыли мост")}\n${article({}, "закрыли парк")}`));
    await put("b.json.gz", gzipSync(`[${article({}, "пустили троллейбус")}, {}]`));
    expect([(await search("мост")).total, (await search("парк")).total, (await search("троллейбус")).total]).toEqual([
      1, 1, 1,
    ]);
    expect(await rejected()).toEqual(["articles/b.json.gz, 2 no-text"]);
  });

  it("a file of which a part is bad is told from one of which nothing is found", async () => {
    const good = await place.write("good.jsonl", article({}, "открыли мост"));
    const part = await place.write("part.json", `[${article({}, "закрыли парк")}, {"text": 5}, {"text": 6}]`);
    const none = await place.write("none.json", '[{"text": 5}]');
    const { exitCode, printed } = await poisk("put", good, part, none);
    expect(exitCode).toBe(1);
    expect(printed.split("\n").slice(0, -1)).toEqual([
      "indexed   articles/good.jsonl",
      'partly    articles/part.json: item 2: The field "text" must be text. (invalid-article), and 1 more',
      'rejected  articles/none.json: item 1: The field "text" must be text. (invalid-article)',
    ]);
    expect(printed).toMatch(/^2 of 3 files are in the index in .*, 1 of them in part; 1 rejected\.$/m);
    const shown = await poisk("rejected");
    expect(shown.printed).toContain(
      'articles/part.json\n  items 2–3  The field "text" must be text. (invalid-article)\n',
    );
    expect(shown.printed).toContain('articles/none.json\n  item 1  The field "text" must be text. (invalid-article)\n');
  });

  it("2,500 lines are 2,500 articles, and a file in place of another replaces all that came from it", async () => {
    const lines = Array.from({ length: 2_500 }, (__, i) => article({ id: `${i}` }, `открыли мост номер ${i}`));
    expect(await put("many.jsonl", lines.join("\n"))).toMatchObject({ exitCode: 0 });
    expect((await search("мост")).total).toBe(2_500);
    expect((await search("2499")).hits[0]?.id).toBe("2499");
    await put("many.jsonl", article({ id: "7" }, "закрыли парк"));
    expect([(await search("мост")).total, (await search("парк")).total]).toEqual([0, 1]);
    await put("many.jsonl", "не json");
    expect((await search("мэрии")).total).toBe(0);
    expect(await rejected()).toEqual(["articles/many.jsonl, 1 broken-json"]);
  });

  it("what was rejected is shown by line, in the width of the terminal, until the file is fixed", async () => {
    const wrong = Array.from({ length: 4 }, () => article({ id: "1" }, "открыли мост"));
    await put("many.jsonl", [...wrong, "не json"].join("\n"));
    await put("empty.txt", "");
    const shown = await poisk("rejected");
    expect(shown).toMatchObject({ exitCode: 0, noted: "" });
    expect(shown.printed.split("\n").slice(0, -1)).toEqual([
      "articles/empty.txt",
      "  The file is empty. (empty-file)",
      "",
      "articles/many.jsonl",
      "  lines 2–4  An earlier line of the file holds this article: the same id, or",
      "             else the same address, or the same title and text.",
      "             (repeated-article)",
      '  line 5     The line is no JSON. One article is {"title": …, "text": …}.',
      "             (broken-json)",
      "",
    ]);
    expect(shown.printed).toMatch(/2 uploads with 5 reasons in .*\.$/);
    await put("many.jsonl", wrong[0] ?? "");
    await put("empty.txt", article({}, "закрыли парк").replaceAll('"', "«"));
    expect(await rejected()).not.toContain("articles/many.jsonl");
  });

  it("verify lists what is nearly the same under several addresses, and calls it no fault", async () => {
    await put("a.json", article({ title: "Мост", url: "https://vestnik.example/1?utm_source=tg" }, "открыли мост"));
    await put("b.json", article({ title: "Мост", url: "https://www.vestnik.example/2" }, "открыли мост"));
    // A newer state of the second: of one address one article is held.
    await put("c.json", article({ title: "Мост", url: "https://vestnik.example/2" }, "открыли мост"));
    const { exitCode, printed } = await poisk("verify");
    expect(exitCode).toBe(0);
    expect(printed).toMatch(/^alike/m);
    expect(printed).toMatch(/^ {9}articles\/a\.json \(id /m);
    expect(printed).toMatch(/^ {9}articles\/c\.json \(id /m);
    expect(printed).not.toContain("b.json");
    expect(JSON.parse((await poisk("verify", "--json")).printed).duplicates).toMatchObject({
      sameAddress: 0,
      groups: [{ kind: "near-duplicate", articles: [{}, {}] }],
    });
  });

  it("verify reads a sound index whole, and says what a spoiled one suffers from and what repairs it", async () => {
    await put("many.jsonl", [1, 2, 3].map((i) => article({ id: `${i}` }, `открыли мост номер ${i}`)).join("\n"));
    const sound = await poisk("verify");
    expect(sound).toMatchObject({ exitCode: 0, noted: "" });
    expect(sound.printed).toMatch(/: 3 articles of 1 upload in 1 segment, sequence 1, .* read\.\nThe index is whole/);

    await putLatest(place.store, "articles/new.json" as ObjectKey, Buffer.from(article({}, "закрыли парк")));
    const behind = await poisk("verify");
    expect(behind.exitCode).toBe(1);
    expect(behind.printed).toContain(
      "differs  articles/new.json\n         The bucket holds it, and the index does not.",
    );
    expect(behind.printed).toMatch(/poisk\sreconcile$/);

    const { objects } = await place.store.list({ prefix: "index/segments/" });
    const { key } = objects[0]!;
    const bytes = Uint8Array.from((await place.store.get(key)).bytes);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    await putLatest(place.store, key, bytes);
    const spoiled = await poisk("verify");
    expect(spoiled.exitCode).toBe(1);
    expect(spoiled.printed).toMatch(/damaged {2}index\/segments\/\w{26}\.segment\n {9}The checksum of block 0 of its/);
    expect(spoiled.printed).toMatch(/poisk\sverify\s--repair$/);
    const json = JSON.parse((await poisk("verify", "--json")).printed);
    expect(json).toMatchObject({ isSound: false, bucket: null, findings: [{ severity: "damage", where: key }] });

    await place.store.delete(key);
    for (const verb of ["reconcile", "search"]) {
      expect(await poisk(verb)).toMatchObject({ exitCode: 1, noted: expect.stringMatching(/poisk verify\.$/) });
    }

    const repaired = await poisk("verify", "--repair");
    expect(repaired.exitCode).toBe(0);
    expect(repaired.printed).toMatch(/^damaged {2}index/);
    expect(repaired.printed).toMatch(/^Replaced 1 damaged segment\. Read 2 uploads anew; /m);
    expect(repaired.printed).toMatch(
      /: 4 articles of 2 uploads in 1 segment, sequence 2, .* read\.\nThe index is whole/,
    );

    await place.store.delete("index/manifest.json" as ObjectKey);
    expect((await poisk("verify", "--repair")).printed).toMatch(/^Made the whole index anew from 2 uploads\.$/m);
    const untouched = JSON.parse((await poisk("verify", "--repair", "--json")).printed);
    expect(untouched).toMatchObject({ isSound: true });
    expect(untouched.repaired).toBeUndefined();
  });
});
