import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { seededRandom32 } from "../support/deterministic.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { parseOptions } from "./bench-options.ts";
import { generateCorpus } from "./corpus-file.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { staticMarkdownReport, staticTerminalReport } from "./report/static-report.ts";
import { KnownItems, slip } from "./static/known-items.ts";
import { type StaticEngineResult, type StaticResult, staticEngineNames } from "./static/model.ts";
import { SharedLine } from "./static/shared-line.ts";
import { changeOneArticle } from "./static/site-builders.ts";
import { type StaticHost, startStaticHost } from "./static/static-host.ts";

describe("the line of a visitor", () => {
  it("carries its bytes a second, however many answers share it", () => {
    const line = new SharedLine(1_000);
    const first = line.send(100, 30);
    const second = line.send(100, 30);
    expect([first, second, line.send(100, first), line.send(100, second)]).toEqual([130, 230, 330, 430]);
  });

  it("is free again where nothing was sent for a while", () => {
    const line = new SharedLine(1_000);
    line.send(100, 0);
    expect(line.send(50, 500)).toBe(550);
  });
});

describe("the host", () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  async function hostOf(files: Record<string, string>): Promise<StaticHost> {
    const folder = await makeTemporaryFolder();
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder.path, path, ".."), { recursive: true });
      await writeFile(join(folder.path, path), text);
    }
    const host = await startStaticHost(folder.path, { firstByteMs: 0, bytesPerSecond: 1e9 });
    opened.push(host, { close: () => folder.remove() });
    return host;
  }

  it("compresses code and JSON, counts what it sends, and sends nothing of what the browser has", async () => {
    const text = "let a = 1;".repeat(1_000);
    const { origin, sent } = await hostOf({ "a.js": text });
    const answer = await fetch(`${origin}/a.js`);
    expect(await answer.text()).toBe(text);
    const { bytes } = sent();
    expect(bytes).toBeLessThan(text.length / 10);
    const again = await fetch(`${origin}/a.js`, { headers: { "If-None-Match": answer.headers.get("etag") ?? "" } });
    expect(again.status).toBe(304);
    expect(sent()).toEqual({ requests: 2, bytes, codeBytes: bytes });
  });

  it("sends a range as it lies in the file", async () => {
    const { origin, sent } = await hostOf({ "index/segments/a.segment": "0123456789" });
    const answer = await fetch(`${origin}/index/segments/a.segment`, { headers: { Range: "bytes=2-4" } });
    expect([answer.status, answer.headers.get("content-range"), await answer.text()]).toEqual([
      206,
      "bytes 2-4/10",
      "234",
    ]);
    expect(answer.headers.get("cache-control")).toContain("immutable");
    expect(sent()).toEqual({ requests: 1, bytes: 3, codeBytes: 0 });
  });
});

describe("queries that mean an article", () => {
  const corpus = new NewsCorpus();
  const articles = corpus.take(300);
  const known = new KnownItems();
  for (const article of articles) known.add(article);
  const titleOf = (id: string | null) => articles.find((article) => article.id === id)?.title.toLowerCase() ?? "";

  it("are words of its title, as they stand there", () => {
    const queries = known.queries("as written", 20);
    expect(queries).toHaveLength(20);
    for (const { text, meantId } of queries)
      for (const word of text.split(" ")) expect(titleOf(meantId)).toContain(word);
  });

  it("mean another article each", () => {
    const meant = (["as written", "inflected", "typo", "layout"] as const).flatMap((kind) => known.queries(kind, 10));
    expect(new Set(meant.map(({ meantId }) => meantId)).size).toBe(40);
  });

  it("have other forms, or none of the title's letters", () => {
    for (const { text, meantId } of known.queries("inflected", 20)) {
      const words = titleOf(meantId).split(" ");
      for (const word of text.split(" ")) expect(words).not.toContain(word);
    }
    for (const { text } of known.queries("layout", 20)) expect(text).not.toMatch(/[а-я]/);
  });

  it("keep the first letter of a word with a slip, and are the same for the same articles", () => {
    const random32 = seededRandom32(7);
    for (let i = 0; i < 200; i += 1) {
      const typed = slip("ледоколы", random32);
      expect(typed).not.toBe("ледоколы");
      expect(typed).toMatch(/^л/);
    }
    expect(known.queries("typo", 5)).toEqual(known.queries("typo", 5));
  });
});

describe("one changed article", () => {
  it("is the one in the middle, of which there may be no page yet", async () => {
    const folder = await makeTemporaryFolder();
    try {
      const { articlesPath } = await generateCorpus(folder.path, 3);
      const lines = async () => (await readFile(articlesPath, "utf8")).trimEnd().split("\n");
      const before = await lines();
      await changeOneArticle(articlesPath, join(folder.path, "pages"), before.length);
      expect((await lines()).map((line, i) => line === before[i])).toEqual([true, false, true]);
    } finally {
      await folder.remove();
    }
  });
});

describe("the report of search without a server", () => {
  const figures = { wallMs: 2_000, processorMs: 3_000, peakMemoryBytes: 250e6, files: 7, bytes: 12.34e6 };
  const answer = { requests: 3.5, bytes: 92_000, codeBytes: 60_000, ms: 410 };
  const poisk: StaticEngineResult = {
    engine: "poisk",
    build: figures,
    rebuild: { ...figures, files: 2 },
    visits: {
      cold: answer,
      again: { ...answer, bytes: 1_000 },
      warm: [
        { ...answer, kind: "mix", queries: 20, answered: 19, found: null, corrected: 0 },
        { ...answer, kind: "typo", queries: 20, answered: 20, found: 17, corrected: 20 },
      ],
      corrections: {
        cold: { ...answer, requests: 1.5, bytes: 7_000 },
        slips: { ...answer, requests: 4.2, bytes: 21_000 },
      },
    },
    failure: null,
  };
  const failed: StaticEngineResult = { engine: "lunr", build: null, rebuild: null, visits: null, failure: "too long" };
  const result: StaticResult = {
    startedAt: "2026-11-29T00:00:00.000Z",
    machine: "2 × CPU, 8 GB",
    node: "v20.20.2",
    corpus: "made",
    line: { firstByteMs: 30, bytesPerSecond: 1.25e6 },
    sizes: [{ articles: 10_000, textBytes: 42.6e6, engines: [poisk, failed] }],
  };

  it("tells what was measured, what was found of what was meant, and why the rest is missing", () => {
    const text = staticTerminalReport(result);
    expect(text).toContain("a line of 30 ms and 10 Mbit/s");
    expect(text).toMatch(/^poisk, with passages +2 +3 +250 +7 +12 +2 +3 +250 +2 +12$/m);
    expect(text).toMatch(/^poisk, with passages +60 +3\.5 +92 +410 +3\.5 +1 +410 /m);
    expect(text).toMatch(/ correction cold +correction cold +correction of a slip +correction of a slip$/m);
    expect(text).toMatch(/ 1\.5 +7 +4\.2 +21$/m);
    expect(text).toMatch(/^Lunr, whole in the page( +–){17}$/m);
    expect(text).toMatch(/^poisk, with passages +19 of 20 +– +– +– +– +20 of 20 +17 of 20 +– +–$/m);
    expect(text).toMatch(/^Lunr, whole in the page +too long$/m);
  });

  it("tells the same as Markdown", () => {
    expect(staticMarkdownReport(result)).toContain("| poisk, with passages | 2 | 3 | 250 | 7 | 12 |");
  });
});

it("takes the engines that it knows, and says which these are", () => {
  expect(parseOptions(["--engines", "pagefind,poisk"], staticEngineNames)).toMatchObject({
    engines: ["poisk", "pagefind"],
  });
  expect(parseOptions(["--engines", "orama"], staticEngineNames)).toContain(
    "it knows poisk, poisk-list, pagefind, lunr, minisearch",
  );
});
