/**
 * `poisk replace` and `poisk remove` over a folder and over a bucket behind the local S3 endpoint.
 */
import { readFile } from "node:fs/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ObjectKey } from "../../src/store/store.ts";
import { type CommandPlace, openPlace, PLACES } from "./command-place.ts";

const line = (id: string | null, title: string, url: string | null = null) =>
  JSON.stringify({ ...(id === null ? {} : { id }), title, text: `${title}, сообщили в мэрии города Вологды.`, url });

const many = [
  line("1", "Мост открыли", "https://vestnik.example/most?utm_source=tg"),
  line("2", "Парк закрыли"),
  line(null, "Трамвай пустили"),
];

describe.each(PLACES)("in %s", (kind) => {
  let place: CommandPlace;
  beforeEach(async () => {
    place = await openPlace(kind);
  });
  afterEach(() => place.close());

  const poisk: CommandPlace["poisk"] = (...args) => place.poisk(...args);
  const put: CommandPlace["put"] = (...args) => place.put(...args);
  const file: CommandPlace["write"] = (...args) => place.write(...args);
  const textOf = async (name: string) =>
    Buffer.from((await place.store.get(`articles/${name}` as ObjectKey)).bytes).toString("utf8");
  const find = async (words: string) =>
    (await place.search(words)).hits.map(({ key, title }) => `${key}: ${title.text}`);

  it("a correction tells the fields that it does not have, and a removal that nothing keeps the article out", async () => {
    const article = { id: "1", title: "Хлеб подешевел", text: "Буханка стоит на рубль меньше.", date: "2025-04-03" };
    await put("bread.json", JSON.stringify({ ...article, url: "https://vestnik.example/bread", section: "Город" }));
    const corrected = await file("bread2.json", JSON.stringify({ title: article.title, text: "Буханка подорожала." }));
    const replaced = await poisk("replace", corrected, "--id", "1");
    expect(replaced.printed).toMatch(/^lost {7}date, (?:\w+, )*section, url: the correction has none$/m);
    const removed = await poisk("remove", "--id", "1", "--reason", "суд");
    expect(removed.noted).toContain("The article has no address: an upload that holds it again brings it back");
  });

  it("an article goes from every upload that holds it, and from the index; a dry run says so before", async () => {
    await put("many.jsonl", `${many.join("\r\n")}\r\n`);
    await put("one.json", line("1", "Мост открыли"));
    const dry = await poisk("remove", "--id", "1", "--dry-run");
    expect(dry).toMatchObject({
      exitCode: 0,
      noted: "The article has no address: an upload that holds it again brings it back, and no reason is kept.",
    });
    expect(dry.printed).toBe(
      [
        "to go      articles/many.jsonl",
        "           line 1: Мост открыли (id 1)",
        "to go      articles/one.json (the whole upload)",
        "           Мост открыли (id 1)",
        "Then https://vestnik.example/most?utm_source=tg stays out, whatever is put.",
        "Nothing was changed: this was a dry run.",
      ].join("\n"),
    );
    expect(await find("мост")).toHaveLength(2);

    const removed = await poisk("remove", "--id", "1");
    expect(removed.exitCode).toBe(0);
    expect(removed.printed).toMatch(/^removed {4}articles\/many\.jsonl\n/);
    expect(removed.printed).toMatch(/Removed 2 articles in 2 uploads: no search in .* finds them now\.$/m);
    expect([await find("мост"), await find("парк")]).toEqual([[], ["articles/many.jsonl: Парк закрыли"]]);
    expect(await textOf("many.jsonl")).toBe(`${many.slice(1).join("\r\n")}\r\n`);
    expect((await poisk("reconcile")).printed).toContain("0 new, 0 changed, 0 gone");

    expect(await poisk("remove", "--id", "1")).toMatchObject({
      exitCode: 1,
      printed: expect.stringMatching(/^There is no article of the id 1 in /),
    });
  });

  it("an article goes by its address, however that is written and wherever it is held", async () => {
    await put("many.jsonl", many.join("\n"));
    await put("one.json", line("9", "Мост открыт", "http://www.vestnik.example/most/"));
    const removed = await poisk("remove", "--url", "https://vestnik.example/most#comments");
    expect(removed.exitCode).toBe(0);
    expect(removed.printed).toContain("line 1: Мост открыли (id 1)");
    expect(removed.printed).toContain("articles/one.json (the whole upload)");
    expect([await find("мост"), await find("парк")]).toEqual([[], ["articles/many.jsonl: Парк закрыли"]]);
    await put("later.json", line("9", "Мост открыт", "http://www.vestnik.example/most/"));
    expect(await find("мост")).toEqual([]);
  });

  it("an address that nothing has yet is taken down, told with its time and reason, and lifted", async () => {
    const address = "https://vestnik.example/most";
    const removed = await poisk("remove", "--url", address, "--reason", "решение суда");
    expect(removed).toMatchObject({ exitCode: 0, noted: "" });
    expect(removed.printed).toMatch(/^There is no article of the address https:\/\/vestnik\.example\/most in .*\.\n/);
    expect(removed.printed).toContain(`${address} stays out, whatever is put, until: poisk takedowns lift ${address}`);
    await put("many.jsonl", many.join("\n"));
    expect([await find("мост"), await find("парк")]).toEqual([[], ["articles/many.jsonl: Парк закрыли"]]);
    expect((await poisk("takedowns")).printed).toMatch(
      /^\d{4}-\d{2}-\d{2} {2}https:\/\/vestnik\.example\/most {2}решение суда\n1 takedown in /,
    );
    expect(await poisk("takedowns", "lift", "https://vestnik.example/park")).toMatchObject({ exitCode: 1 });
    expect((await poisk("takedowns", "lift", address, "--dry-run")).printed).toContain("Nothing was changed");
    expect(await find("мост")).toEqual([]);
    expect(await poisk("takedowns", "lift", `${address}/`)).toMatchObject({ exitCode: 0, noted: "" });
    expect(await find("мост")).toEqual(["articles/many.jsonl: Мост открыли"]);
    expect((await poisk("takedowns")).printed).toMatch(/^Nothing in .* is taken down\.$/);
    expect((await poisk("reconcile")).printed).toContain("0 new, 0 changed, 0 gone");
  });

  it("--key takes the addresses of its articles down, in other uploads too", async () => {
    await put("many.jsonl", many.join("\n"));
    await put("one.json", line("9", "Мост закрыли", "https://vestnik.example/most"));
    const removed = await poisk("remove", "--key", "articles/one.json");
    expect(removed.exitCode).toBe(0);
    expect([await find("мост"), await find("парк")]).toEqual([[], ["articles/many.jsonl: Парк закрыли"]]);
  });

  it("an article goes from the uploads too in which a newer one supersedes it, and none of them is found in its place", async () => {
    await put("export.jsonl", many.join("\n"));
    await put("push.json", line("9", "Мост закрыли", "https://vestnik.example/most"));
    expect(await find("мост")).toEqual(["articles/push.json: Мост закрыли"]);
    const removed = await poisk("remove", "--id", "9");
    expect(removed.printed).toContain("line 1: Мост открыли (id 1)");
    expect([await find("мост"), await find("парк")]).toEqual([[], ["articles/export.jsonl: Парк закрыли"]]);
  });

  it("the articles that stay in a file are no newer for it: what was pushed later still supersedes them", async () => {
    await put("export.jsonl", many.join("\n"));
    await put("push.json", line("9", "Мост закрыли", "https://vestnik.example/most"));
    await poisk("remove", "--id", "2");
    expect(await find("мост")).toEqual(["articles/push.json: Мост закрыли"]);
    expect((await place.store.head("articles/export.jsonl" as ObjectKey)).metadata.stated).toBeDefined();
  });

  it("--key narrows to one of two uploads that claim an id", async () => {
    await put("a.json", line("1", "Мост открыли"));
    await put("b.json", line("1", "Мост закрыли"));
    expect((await poisk("remove", "--id", "1", "--key", "articles/a.json")).exitCode).toBe(0);
    expect(await find("мост")).toEqual(["articles/b.json: Мост закрыли"]);
    expect(await poisk("remove", "--id", "2", "--key", "articles/b.json")).toMatchObject({
      exitCode: 1,
      printed: expect.stringMatching(/^There is no article of the id 2 in articles\/b\.json/),
    });
  });

  it("a whole upload goes by its key, with the metadata of no other touched", async () => {
    await put("many.jsonl", many.join("\n"));
    const removed = await poisk("remove", "--key", "articles/many.jsonl");
    expect(removed.exitCode).toBe(0);
    expect(removed.printed).toContain("line 3: Трамвай пустили (id ");
    expect(removed.printed).toContain("Removed 3 articles in 1 upload");
    expect(await find("мэрия")).toEqual([]);
    expect(await poisk("remove", "--key", "articles/many.jsonl")).toMatchObject({
      exitCode: 1,
      printed: expect.stringMatching(/^There is no upload articles\/many\.jsonl in /),
    });
  });

  it("a corrected article is found under the old id, and the file keeps its compression, type and metadata", async () => {
    const options = { contentType: "application/x-ndjson", metadata: { source: "Vestnik" } };
    await place.store.putIfAbsent("articles/many.jsonl.gz" as ObjectKey, gzipSync(many.join("\n")), options);
    await poisk("reconcile");
    const { id, href } = (await place.search("трамвай")).hits[0]!;
    const fixed = await file(
      "fixed.json",
      JSON.stringify({ title: "Троллейбус пустили", text: "Пустили троллейбус." }),
    );
    const replaced = await poisk("replace", fixed, "--id", id);
    expect(replaced).toMatchObject({ exitCode: 0, noted: expect.stringContaining("now: poisk compact --purge") });
    expect(replaced.printed).toContain(`now        Троллейбус пустили (id ${id})`);
    const [hit] = (await place.search("троллейбус")).hits;
    expect(hit).toMatchObject({ id, href, key: "articles/many.jsonl.gz", source: "Vestnik" });
    const { bytes, ...head } = await place.store.get("articles/many.jsonl.gz" as ObjectKey);
    expect(head).toMatchObject(options);
    expect(gunzipSync(bytes).toString().split("\n").slice(0, 2)).toEqual(many.slice(0, 2));
    expect(await poisk("replace", fixed, "--id", id)).toMatchObject({
      exitCode: 0,
      noted: "",
      printed: expect.stringContaining("Nothing to do"),
    });
  });

  it("a correction that does not fit changes nothing, and says why", async () => {
    await put("a.json", line("1", "Мост открыли"));
    const before = await textOf("a.json");
    const fixed = await file("fixed.json", JSON.stringify({ id: "2", text: "Поправка." }));
    const replaced = await poisk("replace", fixed, "--id", "1");
    expect(replaced).toMatchObject({
      exitCode: 1,
      printed: "",
      noted: expect.stringMatching(/^failed {5}articles\/a\.json: .*its article is "2"/),
    });
    expect(await textOf("a.json")).toBe(before);
    await put("b.json", line("1", "Мост открыли"));
    const empty = await poisk("replace", await file("empty.txt", ""), "--id", "1");
    expect(empty).toMatchObject({ exitCode: 1, printed: "" });
    expect(empty.noted.split("\n")).toEqual([
      "failed     articles/a.json",
      "failed     articles/b.json",
      "poisk: The file cannot take the article's place: it cannot be read: The file is empty.",
    ]);
    expect(await poisk("replace", `${fixed}.none`, "--id", "1")).toMatchObject({
      exitCode: 1,
      noted: expect.stringContaining("There is no file"),
    });
    expect(await readFile(fixed, "utf8")).toContain("Поправка");
  });

  it("an upload that gave no article is removed with no talk of its text", async () => {
    await put("empty.txt", "");
    expect(await poisk("remove", "--key", "articles/empty.txt")).toEqual({
      exitCode: 0,
      noted: "",
      printed: "removed    articles/empty.txt (the whole upload)\nRemoved 1 upload that held no article.",
    });
    expect((await poisk("rejected")).printed).toMatch(/^Nothing in .* was rejected\.$/);
  });

  it.each<[string, string[], RegExp]>([
    ["nothing to remove", ["remove"], /Say what to remove/],
    ["an id and an address at once", ["remove", "--id", "1", "--url", "https://a.example"], /cannot be used with/],
    ["an address that is none", ["remove", "--url", "vestnik"], /--url must be an address/],
    ["a correction of no article", ["replace", "x.json"], /required option '--id/],
  ])("is a mistake: %s", async (__, [verb = "", ...args], message) => {
    expect(await poisk(verb, ...args)).toMatchObject({
      exitCode: 2,
      printed: "",
      noted: expect.stringMatching(message),
    });
  });
});
