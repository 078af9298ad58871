import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StatusAnswer } from "../../src/search-api.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { manyArticles } from "../support/heavy-uploads.ts";
import { type Bucket, find, ingestQueue, request, startBucket, storeEvent } from "./bucket.ts";
import type { RunningFunction } from "./running-function.ts";

const HOLDS_READER = `--import=${new URL("../support/hold-reader.mjs", import.meta.url).href}`;

let bucket: Bucket;
let ingest: RunningFunction;
let query: RunningFunction;

beforeAll(async () => {
  bucket = await startBucket();
  [ingest, query] = await Promise.all([bucket.start("ingest"), bucket.start("query")]);
});

afterAll(() => bucket.stop());

/** A scraped page of a newspaper that nobody prints. */
const page = (title: string, word: string) => `${title}
10 октября 2016, 09:30
ВОЛОГДА, 10 октября. В городе открыли ${word} после долгого ремонта, рассказали в мэрии.
На церемонию пришли около двухсот жителей соседних улиц, играл духовой оркестр.
Работы шли два года и обошлись бюджету в сорок миллионов рублей, уточнили строители.
Следующим летом мастера обещают взяться за набережную и старый деревянный мост.
`;

const article = (title: string, text: string) => JSON.stringify({ title, text });

const putAndIngest = async (key: string, content: string | Uint8Array) => {
  await bucket.put(key, content);
  const failed = await ingestQueue(ingest, bucket.takeEvents());
  expect(failed, JSON.stringify(ingest.log().at(-1))).toEqual([]);
};

const status = async (): Promise<StatusAnswer> => JSON.parse((await request(query, "/status")).body);

describe("a batch with an upload that goes beyond what reading may take", { timeout: 240_000 }, () => {
  const good = ["раз", "два", "три"];
  const ingestBeside = async (
    name: string,
    key: string,
    content: string | Uint8Array,
    limits: Record<string, string>,
  ) => {
    const own = await startBucket();
    try {
      const limited = await own.start("ingest", { REMAINING_MS: "600000", ...limits });
      for (const word of good.slice(0, 2))
        await own.put(`articles/${name}-${word}.json`, article(`Весть ${word}`, `Весть ${word}.`));
      await own.put(key, content);
      await own.put(`articles/${name}-три.json`, article("Весть три", "Весть три."));
      expect(await ingestQueue(limited, own.takeEvents())).toEqual([]);
      const reader = await own.start("query");
      expect((await find(reader, "весть")).sort()).toEqual(["Весть два", "Весть раз", "Весть три"]);
      const records = await own.store.list({ prefix: "index/rejected/" });
      const [record] = await Promise.all(records.objects.map(async (object) => own.store.get(object.key)));
      const line = limited.log().find(({ event }) => event === "upload-reader-ended");
      expect(line).toMatchObject({ level: "error", key });
      return JSON.parse(Buffer.from(record?.bytes ?? []).toString("utf8"));
    } finally {
      await own.stop();
    }
  };

  test("holds the processor: the others go in, and it is rejected by name", async () => {
    const key = "articles/loop.json";
    const endless = article("Весть без конца", "У этой вести бесконечныйтекст.");
    const limits = { POISK_READING_SECONDS: "1", NODE_OPTIONS: HOLDS_READER };
    expect(await ingestBeside("loop", key, endless, limits)).toMatchObject({
      key,
      parts: [{ code: "reading-took-too-long", reason: expect.stringContaining("1 seconds of processor time") }],
    });
  });

  test("eats the heap: the others go in, and it is rejected by name", async () => {
    const key = "articles/heap.jsonl.gz";
    // Time is none of its limits, however slow the machine is.
    const limits = { POISK_READING_MB: "48", POISK_READING_SECONDS: "600" };
    expect(await ingestBeside("heap", key, manyArticles(15_000), limits)).toMatchObject({
      key,
      parts: [{ code: "reading-took-too-much-memory", reason: expect.stringContaining("48 MB") }],
    });
  });
});

describe("an upload", () => {
  test("told by a message of the queue is found by a query", async () => {
    await putAndIngest("articles/vologda.example/20161010/1.txt", page("В Вологде открыли каланчу", "каланчу"));
    expect(await find(query, "каланча")).toEqual(["В Вологде открыли каланчу"]);
  });

  test("told by the bucket itself is found by a query", async () => {
    await bucket.put("articles/direct.json", article("Ярмарка мёда", "Пчеловоды привезли на ярмарку липовый мёд."));
    const [event] = bucket.takeEvents();
    expect(await ingest.invoke(event)).toBeNull();
    expect(await find(query, "пчеловод")).toEqual(["Ярмарка мёда"]);
  });

  test.each([
    ["articles/новости/Ёлка на площади.json", "хоровод"],
    ["articles/a+b c%20d=&?.json", "лабиринт"],
    ["articles/100% шерсть.json", "свитер"],
  ])("is found under the key «%s»", async (key, word) => {
    await putAndIngest(key, article(`Заметка: ${word}`, `В тексте этой заметки есть ${word}, и больше ничего.`));
    const answer = JSON.parse((await request(query, `/search?q=${encodeURIComponent(word)}`)).body);
    expect(answer.hits.map((hit: { key: string }) => hit.key)).toEqual([key]);
  });

  test("is replaced by what is put in its place, and goes when it is deleted", async () => {
    const key = "articles/sudba.json";
    await putAndIngest(key, article("Выставка маяков", "В музее открылась выставка моделей маяков."));
    await putAndIngest(key, article("Выставка якорей", "В музее открылась выставка старинных якорей."));
    expect(await find(query, "маяк")).toEqual([]);
    expect(await find(query, "якорь")).toEqual(["Выставка якорей"]);
    await bucket.remove(key);
    expect(await ingestQueue(ingest, bucket.takeEvents())).toEqual([]);
    expect(await find(query, "якорь")).toEqual([]);
  });

  test("told of twice, late and out of order changes nothing more", async () => {
    await bucket.put("articles/late.json", article("Первый снег", "Первый снег выпал в Кирове и растаял к обеду."));
    await bucket.put("articles/late.json", article("Второй снег", "Второй снег выпал в Кирове и пролежал неделю."));
    const events = bucket.takeEvents();
    expect(await ingestQueue(ingest, [...events].reverse())).toEqual([]);
    const { sequence } = await status();
    expect(await ingestQueue(ingest, [...events, ...events])).toEqual([]);
    expect((await status()).sequence).toBe(sequence);
    expect(await find(query, "снег")).toEqual(["Второй снег"]);
  });

  test("told of when it is gone already is a delete", async () => {
    expect(await ingestQueue(ingest, [storeEvent("articles/never-there.json")])).toEqual([]);
    expect(await ingest.invoke(storeEvent("articles/never-there.json"))).toBeNull();
  });

  test("that is spoiled takes its old text away, leaves a record, and leaves the others alone", async () => {
    await putAndIngest("articles/good.json", article("Сады цветут", "В садах под Липецком зацвели яблони и груши."));
    await putAndIngest("articles/spoiled.json", article("Грибная пора", "В лесах под Липецком пошли грузди и опята."));
    const before = await status();
    await putAndIngest("articles/spoiled.json", '{"title": "Грибная пора", "text":');
    expect(await find(query, "груздь")).toEqual([]);
    expect(await find(query, "яблоня")).toEqual(["Сады цветут"]);
    expect(await status()).toMatchObject({ documents: before.documents - 1, rejected: (before.rejected ?? 0) + 1 });
    expect(ingest.log().at(-1)).toMatchObject({
      level: "warn",
      event: "upload-rejected",
      key: "articles/spoiled.json",
      parts: [{ code: "broken-json" }],
    });
    await putAndIngest("articles/spoiled.json", article("Грибная пора", "В лесах под Липецком пошли рыжики."));
    expect(await find(query, "рыжик")).toEqual(["Грибная пора"]);
    expect((await status()).rejected).toBe(before.rejected);
  });

  test.each<[string, string | Uint8Array]>([
    ["articles/empty.txt", ""],
    [
      "articles/picture.txt",
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0xff, 0xfe, 0, 1]),
    ],
    ["articles/film.mp4", Buffer.alloc(100, 7)],
    ["articles/large.txt", Buffer.alloc(11 * 1024 * 1024, "слово ")],
    ["articles/bomb.txt.gz", gzipSync(Buffer.alloc(60 * 1024 * 1024))],
    ["articles/broken.txt.gz", gzipSync(page("В Вологде открыли каток", "каток")).subarray(0, 60)],
    ["articles/no-text.json", '{"title": "Без текста"}'],
  ])("that is no article is rejected with a reason and not tried again: %s", async (key, content) => {
    const { documents } = await status();
    await putAndIngest(key, content);
    expect(ingest.log().at(-1)).toMatchObject({
      event: "upload-rejected",
      key,
      parts: [{ reason: expect.any(String) }],
    });
    expect((await status()).documents).toBe(documents);
  });
});

describe("a batch", () => {
  test("is one commit, with one line in the log", async () => {
    const { sequence } = await status();
    for (const name of ["a", "b", "c", "d"]) {
      await bucket.put(`articles/batch/${name}.json`, article(`Рейс ${name}`, "Теплоход отправился в рейс по Каме."));
    }
    const lines = ingest.log().length;
    expect(await ingestQueue(ingest, bucket.takeEvents())).toEqual([]);
    const commits = ingest
      .log()
      .slice(lines)
      .filter(({ event }) => event === "committed");
    expect(commits).toMatchObject([
      { level: "info", uploads: 4, articles: 4, conflicts: 0, segmentBytes: expect.any(Number) },
    ]);
    expect(Number(commits[0]?.sequence)).toBeGreaterThan(sequence);
    expect(commits[0]?.requestId).toMatch(/^request-\d+$/);
    expect(await find(query, "теплоход")).toHaveLength(4);
  });

  test("gives back the messages that failed, and keeps the rest", async () => {
    await bucket.put("articles/kept.json", article("Хор поёт", "Хор мальчиков спел в филармонии."));
    const [event] = bucket.takeEvents();
    const bodies = [
      "{broken",
      event,
      '"text"',
      "{}",
      "null",
      "",
      storeEvent(undefined),
      storeEvent("articles/../secret.txt"),
    ];
    expect(await ingestQueue(ingest, bodies)).toEqual(["m0", "m2", "m3", "m4", "m5", "m6"]);
    // Behind a space «хор» is a whole word, and no beginning of «хоровод».
    expect(await find(query, "хор ")).toEqual(["Хор поёт"]);
    const refused = ingest.log().filter(({ event: name }) => name === "event-refused");
    expect(refused.map(({ messageId }) => messageId)).toEqual(expect.arrayContaining(["m0", "m2"]));
  });

  test("acknowledges what is none of its business", async () => {
    const { sequence } = await status();
    const testEvent = {
      Service: "Amazon S3",
      Event: "s3:TestEvent",
      Bucket: "articles-bucket",
      Time: "2026-01-01T00:00:00Z",
    };
    const bodies = [
      testEvent,
      storeEvent("articles/a.json", "another-bucket"),
      storeEvent("index/manifest.json"),
      storeEvent("elsewhere/a.json"),
      storeEvent("articles/folder/"),
      { Records: [] },
    ];
    expect(await ingestQueue(ingest, bodies)).toEqual([]);
    expect(await ingest.invoke(testEvent)).toBeNull();
    expect((await status()).sequence).toBe(sequence);
  });

  test("of another store that sends keys as they are is understood too", async () => {
    const key = "articles/50%+1 голос.json";
    await bucket.put(key, article("Совет решил", "Совет принял решение одним голосом, чашки весов качнулись."));
    bucket.takeEvents();
    expect(await ingestQueue(ingest, [storeEvent(key, null), storeEvent(key)])).toEqual(["m0"]);
    expect(await find(query, "весы")).toEqual(["Совет решил"]);
    const plus = "articles/вино+сыр.json";
    await bucket.put(plus, article("Дегустация", "Сыровары и виноделы устроили дегустацию."));
    bucket.takeEvents();
    expect(await ingestQueue(ingest, [storeEvent(plus, "articles-bucket", { eventSource: "ceph:s3" })])).toEqual([]);
    expect(await find(query, "сыровар")).toEqual(["Дегустация"]);
  });
});

describe("a failure", () => {
  test("of an event of the bucket itself is thrown, so that Lambda sends it again", async () => {
    await expect(ingest.invoke({ unexpected: true })).rejects.toThrow(/log says why/);
    await expect(ingest.invoke(null)).rejects.toThrow(/log says why/);
  });

  test("of the whole store gives back every message that names an upload, and no other", async () => {
    const lost = await bucket.start("ingest", { POISK_BUCKET: "no-such-bucket" });
    const events = [storeEvent("articles/a.json", "no-such-bucket"), storeEvent("index/x", "no-such-bucket")];
    expect(await ingestQueue(lost, events)).toEqual(["m0"]);
    expect(lost.log().at(-1)).toMatchObject({
      level: "error",
      event: "ingest-failed",
      error: { code: "store-denied", message: expect.stringContaining("no-such-bucket") },
    });
  });

  test("of an index of a newer format is clear, and nothing is written over it", async () => {
    const other = await startBucket();
    try {
      const [writer, reader] = await Promise.all([other.start("ingest"), other.start("query")]);
      await other.put("articles/a.json", article("Старая статья", "Статья написана до обновления программы."));
      expect(await ingestQueue(writer, other.takeEvents())).toEqual([]);
      const key = "index/manifest.json" as ObjectKey;
      const { bytes, etag } = await other.store.get(key);
      const newer = { ...JSON.parse(Buffer.from(bytes).toString("utf8")), format: 99 };
      const newEtag = await other.store.putIfMatch(key, Buffer.from(JSON.stringify(newer)), etag);
      await other.put("articles/b.json", article("Новая статья", "Статья написана после обновления программы."));
      expect(await ingestQueue(writer, other.takeEvents())).toEqual(["m0"]);
      expect((await other.store.head(key)).etag).toBe(newEtag);
      expect(writer.log().at(-1)).toMatchObject({
        error: { code: "unsupported-format", message: expect.stringContaining("99") },
      });
      const answer = await request(reader, "/search?q=статья");
      expect([answer.statusCode, JSON.parse(answer.body).code]).toEqual([500, "unsupported-format"]);
    } finally {
      await other.stop();
    }
  });
});
