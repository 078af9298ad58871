import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ReadArticles, readArticles } from "../../../../src/articles/articles.ts";
import { systemClock } from "../../../../src/clock.ts";
import { WorkerProcessor } from "../../../../src/ingest/ingest.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { bundleProgram } from "../../../support/bundled-program.ts";
import { codeOf } from "../../../support/error-of.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { makeTemporaryFolder } from "../../../support/temporary-folder.ts";

const ownEntry = new URL("../../../../src/ingest/processing/processor-worker.ts", import.meta.url);

/** Bundled once, as the product's own is: a thread of TypeScript takes a second to start. */
let hostileEntry: URL;
let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
afterAll(() => folder.remove());
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const outfile = join(folder.path, "hostile-worker.mjs");
  await bundleProgram(new URL("./hostile-worker.ts", import.meta.url), outfile);
  hostileEntry = pathToFileURL(outfile);
});
const bytes = (text: string) => new TextEncoder().encode(text);
const GOOD = "Мост через Лену открыли в среду, сообщил министр транспорта.";

const opened: WorkerProcessor[] = [];
const faults: { readonly key: string; readonly code: string; readonly error: unknown }[] = [];
afterEach(async () => {
  faults.length = 0;
  for (const processor of opened.splice(0)) await processor.close();
});

function open({
  seconds = 60,
  heapMb = 96,
  entry = hostileEntry,
}: {
  seconds?: number;
  heapMb?: number;
  entry?: URL;
} = {}) {
  const processor = new WorkerProcessor({
    clock: systemClock,
    limits: { seconds, heapMb },
    onFault: (fault) => faults.push(fault),
    entry,
  });
  opened.push(processor);
  return {
    processor,
    read: (text: string, key = `articles/${text.split(" ")[0]}.txt`) => processor.read(bytes(text), { key }),
  };
}

describe("an upload that is read in a thread", () => {
  it("gives what reading it here gives, with the places of its articles, and its bytes stay the caller's", async () => {
    const { processor } = open({ entry: ownEntry });
    const text = ["Нефть", "Газ", "Нефть"].map((word) => JSON.stringify({ title: word, text: `${word} дорожает.` }));
    const upload = bytes(text.join("\n"));
    const read = async (how: ReadArticles) => {
      const places: unknown[] = [];
      const result = await how(upload, { key: "articles/a.jsonl" }, ({ place, article }) =>
        places.push([place, article]),
      );
      return { ...result, places };
    };
    const inThread = await read(processor.read);
    expect(inThread).toEqual(await read(readArticles));
    expect([inThread.articles.length, inThread.places.length, inThread.rejected.length]).toEqual([2, 3, 1]);
    expect(new TextDecoder().decode(upload)).toBe(text.join("\n"));
  });

  it("becomes the segment that it becomes here", async () => {
    const { processor } = open({ entry: ownEntry });
    const sources = [
      { sourceKey: "articles/a.txt", version: "1", documents: [{ id: "a", title: "Мост", text: GOOD }] },
    ];
    const [inThread, here] = [
      await processor.build(sources),
      await directProcessor(resolvedArticleOptions).build(sources),
    ];
    expect(Buffer.compare(inThread.segments[0]?.bytes ?? bytes(""), here.segments[0]?.bytes ?? bytes(" "))).toBe(0);
    expect(inThread.segments[0]?.summary).toEqual(here.segments[0]?.summary);
  });

  it.each([
    ["loop", "reading-took-too-long", "1 seconds of processor time"],
    ["heap", "reading-took-too-much-memory", "96 MB of memory"],
    ["exit", "reading-failed", "ended its reader"],
    ["throw", "reading-failed", "ended its reader"],
    ["stack", "reading-failed", "Maximum call stack size exceeded"],
    ["defect", "reading-failed", "Cannot read properties of undefined"],
  ])("and meets %s is rejected as %s alone: those that wait beside it are read", async (deed, code, words) => {
    const { read } = open({ seconds: deed === "loop" ? 1 : 60 });
    const [before, bad, after] = await Promise.all([read(GOOD), read(`${deed} ${GOOD}`), read(GOOD)]);
    expect(bad).toMatchObject({ articles: [], rejected: [{ code, reason: expect.stringContaining(words) }] });
    for (const good of [before, after]) expect(good).toMatchObject({ articles: [{ title: null }], rejected: [] });
    expect(faults).toMatchObject([{ key: `articles/${deed}.txt`, code, error: expect.any(Error) }]);
  });

  it("and loops is left by the quick processor to the other one, which tells its fault", async () => {
    const { processor } = open({ seconds: 1 });
    const { quick } = processor;
    const of = { key: "articles/loop.txt" };
    const code = (result: Awaited<ReturnType<ReadArticles>> | undefined) => result?.rejected.map((part) => part.code);
    expect(code(await quick?.read(bytes(`loop ${GOOD}`), of))).toEqual(["reading-took-too-long"]);
    expect(faults).toEqual([]);
    expect(code(await processor.read(bytes(`loop ${GOOD}`), of))).toEqual(["reading-took-too-long"]);
    expect(faults).toMatchObject([{ key: of.key, code: "reading-took-too-long" }]);
  });

  it("and takes long has others read meanwhile by the quick processor", async () => {
    const { processor } = open();
    const path = join(folder.path, "others-are-read");
    const long = processor.read(bytes(`until ${path} ${GOOD}`), { key: "articles/long.txt" });
    const other = await processor.quick?.read(bytes(GOOD), { key: "articles/a.txt" });
    expect(other?.articles).toHaveLength(1);
    await writeFile(path, "");
    expect((await long).articles).toHaveLength(1);
    expect(faults).toEqual([]);
  });

  it("pays for nothing that former ones left in the thread's memory", async () => {
    const { read } = open();
    const uploads = await Promise.all([1, 2, 3, 4].map((n) => read(`leave ${GOOD} ${n}`)));
    expect(uploads.map(({ articles }) => articles.length)).toEqual([1, 1, 1, 1]);
    expect(faults).toEqual([]);
  });

  it("is no upload's fault where the process has no memory left", async () => {
    const { read } = open();
    expect(await codeOf(() => read("memory"))).toBe("reader-unavailable");
    expect((await read(GOOD)).articles).toHaveLength(1);
    expect(faults).toEqual([]);
  });

  it("is no upload's fault where the thread falls silent without using processor time", async () => {
    const { read } = open({ seconds: 0.05 });
    expect(await codeOf(() => read("silence"))).toBe("reader-unavailable");
    expect(faults).toEqual([]);
  });

  it("is left to the other processor where the quick one falls silent, as a machine without time makes it", async () => {
    const { quick } = open({ seconds: 0.05 }).processor;
    const read = await quick?.read(bytes(`silence ${GOOD}`), { key: "articles/a.txt" });
    expect(read?.rejected.map(({ code }) => code)).toEqual(["reading-took-too-long"]);
    expect(faults).toEqual([]);
  });

  it("is no upload's fault where the thread cannot be started", async () => {
    const entry = new URL("./no-such-worker.mjs", import.meta.url);
    expect(await codeOf(() => open({ entry }).read(GOOD))).toBe("reader-unavailable");
    expect(faults).toEqual([]);
  });

  it("meets no credentials, and nothing else of the environment", async () => {
    const { rejected } = await open().read("who");
    expect(rejected).toEqual([{ code: "no-text", reason: "{}" }]);
  });
});

describe("uploads that are inverted in a thread", () => {
  const source = (name: string, text: string) => ({
    sourceKey: `articles/${name}`,
    version: "1",
    documents: [{ id: name, title: null, text }],
  });

  it("go in but for the one that ends it, of which the version enters without articles", async () => {
    const sources = [source("a", GOOD), source("b", GOOD), source("c", `build-exit ${GOOD}`), source("d", GOOD)];
    const { segments, rejected } = await open().processor.build(sources);
    expect([...rejected]).toMatchObject([["articles/c", { code: "reading-failed" }]]);
    expect(segments.flatMap(({ sourceKeys }) => sourceKeys).sort()).toEqual(sources.map(({ sourceKey }) => sourceKey));
    expect(segments.reduce((sum, { summary }) => sum + summary.documents, 0)).toBe(3);
    expect(faults).toMatchObject([{ key: "articles/c", code: "reading-failed" }]);
  });
});

describe("a process that read an upload", () => {
  it("ends by itself when it has nothing else to do", () => {
    const processor = fileURLToPath(new URL("../../../../src/ingest/processing/worker-processor.ts", import.meta.url));
    const clock = fileURLToPath(new URL("../../../../src/clock.ts", import.meta.url));
    const script = `
      import { WorkerProcessor } from ${JSON.stringify(processor)};
      import { systemClock } from ${JSON.stringify(clock)};
      const { read } = new WorkerProcessor({ clock: systemClock });
      const { articles } = await read(new TextEncoder().encode(${JSON.stringify(GOOD)}), { key: "articles/a.txt" });
      process.stdout.write(String(articles.length));`;
    const ended = spawnSync(
      process.execPath,
      ["--import", "tsx", "--max-old-space-size=2000", "--input-type=module", "-e", script],
      {
        encoding: "utf8",
      },
    );
    expect([ended.stdout, ended.stderr, ended.status]).toEqual(["1", "", 0]);
  });

  it("holds its thread to the limit also where it was begun with a limit of its own", () => {
    const entry = hostileEntry.href;
    const processor = fileURLToPath(new URL("../../../../src/ingest/processing/worker-processor.ts", import.meta.url));
    const clock = fileURLToPath(new URL("../../../../src/clock.ts", import.meta.url));
    const script = `
      import { WorkerProcessor } from ${JSON.stringify(processor)};
      import { systemClock } from ${JSON.stringify(clock)};
      const limits = { seconds: 60, heapMb: 64 };
      const { read } = new WorkerProcessor({ clock: systemClock, limits, entry: new URL(${JSON.stringify(entry)}) });
      const { rejected } = await read(new TextEncoder().encode("heap"), { key: "articles/a.txt" });
      process.stdout.write(rejected[0].code + " " + (process.resourceUsage().maxRSS < 600_000));`;
    const ended = spawnSync(
      process.execPath,
      ["--import", "tsx", "--max-old-space-size=2000", "--input-type=module", "-e", script],
      {
        encoding: "utf8",
      },
    );
    expect([ended.stdout, ended.stderr, ended.status]).toEqual(["reading-took-too-much-memory true", "", 0]);
  });
});
