/**
 * An address has one article or none, whichever ways its copies came and went: files of many, pushes and removals by a
 * server whose clock is off, feeds that forget, takedowns and lifts, with rebuilds and merges in between. What counts
 * is told by the bucket alone.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { createPushApp } from "../../../functions/push/push-app.ts";
import { createToken, tokenEntry } from "../../../functions/push/push-tokens.ts";
import { readArticles } from "../../../src/articles/articles.ts";
import { articleTimeZone } from "../../../src/articles/news.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { openSearcher } from "../../../src/index/read.ts";
import { ManifestStore } from "../../../src/index/shared.ts";
import { Ingester, rebuildIndex, verifyIndex } from "../../../src/index/write.ts";
import { listTakedowns, loadFeedRecord, putFeedItems, saveFeedRecord, takeDown } from "../../../src/ingest/ingest.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { listAll, type ObjectKey } from "../../../src/store/store.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { compact } from "../../support/inside/index-compaction.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { newestArticles, type PlacedArticle, type PlacedStatement } from "../../support/newest-articles.ts";
import { upload } from "../../support/uploads.ts";
import { parsedTokens } from "../../unit/push/parsed-tokens.ts";

const HOUR_MS = 3_600_000;
const TWO_DAYS_HOURS = 48;
const HOST = "news.example";
const TOKEN = createToken(systemIdSource);
const PROCESSOR = directProcessor(resolvedArticleOptions);

/** The same page in two spellings, and another. */
const ADDRESSES = [`https://${HOST}/ledohod`, `http://www.${HOST}/ledohod/?utm_source=tg`, `https://${HOST}/parom`];

const address = fc.constantFrom(...ADDRESSES);
/** Time of the article's change, in hours from now; null if it has none. */
const changed = fc.option(fc.integer({ min: -TWO_DAYS_HOURS, max: TWO_DAYS_HOURS }));
const article = fc.record({ address, changed });
const skew = fc.integer({ min: -TWO_DAYS_HOURS, max: TWO_DAYS_HOURS });
const file = fc.constantFrom("a.jsonl", "b.jsonl");
const pushed = fc.constantFrom("push/1.json", "push/2.json");

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ drop: file, articles: fc.array(article, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ vanish: fc.oneof(file, pushed) }) },
  { weight: 3, arbitrary: fc.record({ push: pushed, article, skew }) },
  { weight: 2, arbitrary: fc.record({ unpush: pushed, named: fc.option(address), skew }) },
  { weight: 3, arbitrary: fc.record({ feed: fc.array(article, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ remove: address }) },
  { weight: 1, arbitrary: fc.record({ lift: fc.constant(true) }) },
  { weight: 2, arbitrary: fc.record({ passHours: fc.constantFrom(0, 1, 30) }) },
  { weight: 2, arbitrary: fc.record({ handled: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ make: fc.constantFrom("merge" as const, "rebuild" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Told = typeof article extends fc.Arbitrary<infer T> ? T : never;

class Site {
  readonly context: TestContext = makeContext();
  /** A word that its article alone has, for each that was ever told. */
  readonly words: string[] = [];
  readonly #events = new Set<ObjectKey>();

  async run(one: Step): Promise<void> {
    const { clock, store } = this.context;
    if ("drop" in one) {
      const lines = one.articles.map((told) => JSON.stringify(this.#fields(told)));
      this.#events.add(await upload(this.context, one.drop, lines.join("\n")));
    } else if ("vanish" in one) {
      const key = `articles/${one.vanish}` as ObjectKey;
      await store.delete(key);
      this.#events.add(key);
    } else if ("push" in one) {
      await this.#send("PUT", one.push, one.skew, {}, JSON.stringify(this.#fields(one.article)));
    } else if ("unpush" in one) {
      const headers: Record<string, string> = one.named === null ? {} : { "x-amz-meta-url": one.named };
      await this.#send("DELETE", one.unpush, one.skew, headers);
    } else if ("feed" in one) await this.#poll(one.feed);
    else if ("remove" in one) await takeDown(this.context, PROCESSOR, [], "remove", { addresses: [one.remove] });
    else if ("lift" in one) {
      for (const { key } of await listTakedowns(this.context)) {
        await store.delete(key);
        this.#events.add(key);
      }
    } else if ("passHours" in one) clock.advance(one.passHours * HOUR_MS);
    else if ("handled" in one) await this.#handle([...this.#events].slice(0, one.handled));
    else if (one.make === "merge") await this.#merge();
    else if ((await new ManifestStore(this.context).load()) !== null) await rebuildIndex(this.context, PROCESSOR);
  }

  async drain(): Promise<void> {
    for (let rounds = 0; this.#events.size > 0; rounds += 1) {
      expect(rounds).toBeLessThan(10);
      await this.#handle([...this.#events]);
    }
  }

  /** The words whose articles are found. */
  async found(): Promise<string[]> {
    if ((await new ManifestStore(this.context).load()) === null) return [];
    const searcher = openSearcher({ ...this.context, options: articleIndexOptions });
    const found: string[] = [];
    for (const word of this.words) {
      const hits = await searcher.search(word, { fuzzy: false, prefix: false });
      expect(hits.length).toBeLessThanOrEqual(1);
      if (hits.length > 0) found.push(word);
    }
    return found;
  }

  /**
   * Computes the result by the definition: of the statements about an address in the bucket, the word of the one that
   * counts.
   */
  async expected(): Promise<string[]> {
    const placed: PlacedArticle[] = [];
    for await (const { key } of listAll(this.context.store, "articles/")) {
      const { bytes, metadata, lastModifiedMs: lastModified } = await this.context.store.get(key);
      const { articles } = await readArticles(bytes, { key, metadata, lastModified });
      placed.push(...articles.map((article) => ({ key, article })));
    }
    const gone: PlacedStatement[] = [];
    for await (const { key } of listAll(this.context.store, "articles-statements/")) {
      const { bytes, lastModifiedMs } = await this.context.store.get(key);
      const { addresses } = JSON.parse(Buffer.from(bytes).toString()) as { addresses: string[] };
      const kind = key.startsWith("articles-statements/takedowns/") ? "takedown" : "removal";
      const statedAt = Math.floor(lastModifiedMs / 1_000);
      gone.push(...addresses.map((named) => ({ kind, key, address: named, statedAt }) as const));
    }
    const words = newestArticles(placed, gone).map(({ article: { title } }) => title);
    return this.words.filter((word) => words.includes(word));
  }

  #fields({ address: url, changed: hours }: Told) {
    const word = wordOf(this.words.length);
    this.words.push(word);
    const modified = hours === null ? {} : { modified: new Date(this.context.clock.nowMs() + hours * HOUR_MS) };
    return { title: word, text: "На реке начался ледоход.", url, ...modified };
  }

  /** Sends to a server whose clock is off by so many hours. */
  async #send(method: string, name: string, skewHours: number, headers: Record<string, string>, body?: string) {
    const { clock } = this.context;
    const off = {
      nowMs: () => clock.nowMs() + skewHours * HOUR_MS,
      monotonicMs: () => clock.monotonicMs(),
      sleep: (ms: number) => clock.sleep(ms),
    };
    const app = createPushApp({
      context: { ...this.context, clock: off },
      timeZone: articleTimeZone,
      tokens: parsedTokens(tokenEntry(TOKEN, "2036-12-31", "")),
      read: readArticles,
      maxBytes: 1_000_000,
      logger: recordingLogger().logger,
      problems: { documentation: null, basePath: "" },
      onChanged: (key) => this.#events.add(key),
    });
    const init = { method, headers: { authorization: `Bearer ${TOKEN}`, ...headers }, body: body ?? null };
    expect((await app.fetch(new Request(`http://localhost/articles/${name}`, init))).status).toBe(202);
  }

  async #poll(items: readonly Told[]): Promise<void> {
    const record = await loadFeedRecord(this.context, HOST);
    const xml = items.map((told) => {
      const { title, text, url, modified } = this.#fields(told);
      const updated = modified === undefined ? "" : `<updated>${modified.toISOString()}</updated>`;
      const link = url.replaceAll("&", "&amp;");
      return `<entry><id>${link}</id><link href="${link}"/><title>${title}</title><content>${text}</content>${updated}</entry>`;
    });
    const bytes = Buffer.from(`<feed xmlns="http://www.w3.org/2005/Atom"><title>Л</title>${xml.join("")}</feed>`);
    const report = await putFeedItems(this.context, record, bytes, null, { hosts: [HOST], hasTextsOfOthers: true });
    if (typeof report === "string") throw new Error(report);
    for (const key of report.keys) this.#events.add(key);
    await saveFeedRecord(this.context, { ...record, items: report.itemStates });
  }

  async #handle(keys: readonly ObjectKey[]): Promise<void> {
    const { failed, left } = await new Ingester(this.context, PROCESSOR).ingest(keys);
    expect(failed.size).toBe(0);
    for (const key of keys) if (!left.includes(key)) this.#events.delete(key);
  }

  async #merge(): Promise<void> {
    const snapshot = await new ManifestStore(this.context).load();
    if (snapshot === null) return;
    const choose = <T>(inputs: readonly T[]) => (inputs.length < 2 ? null : { inputs, reason: "size" as const });
    await compact(this.context, resolvedArticleOptions, snapshot, { choose }, { maxMerges: 1 });
  }
}

/** Letters without endings, so that no two words have a stem in common. */
function wordOf(number: number): string {
  return `ж${String(number).replace(/\d/g, (digit) => "бвгджзклмп"[Number(digit)] ?? "")}щ`;
}

it("each address has the words of its newest statement alone, or none, whichever ways its copies came and went", async () => {
  const history = fc.array(step, { minLength: 1, maxLength: 25, size: "max" });
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const site = new Site();
      for (const one of steps) await site.run(one);
      await site.drain();
      expect(await site.found()).toEqual(await site.expected());
      const { findings } = await verifyIndex(site.context, resolvedArticleOptions);
      expect(findings.filter(({ severity }) => severity !== "notice")).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 120_000);
