/**
 * A published index that is kept up to date by small steps answers as the private one, whatever was put, changed,
 * removed, withdrawn and merged meanwhile; it has no text that was removed, and none for longer than a month that was
 * superseded.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { addressIdentity } from "../../../src/articles/news.ts";
import { publishedKeyLayout } from "../../../src/index/shared.ts";
import { BatchCommitter, noteWithdrawal, type SourceState } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { HOUR_MS, publishedManifest, publishTo, searchPublished } from "../../support/published-index.ts";
import { mergeAll } from "../../support/stored-articles.ts";
import { unpackSegment } from "../../support/unpacked-segment.ts";

const DAY_MS = 24 * HOUR_MS;
const KEYS = [
  "articles/a.txt",
  "articles/b.jsonl",
  "articles/c.txt",
  "articles/import/site/1.jsonl",
  "articles/import/site/2.jsonl",
];
const ARCHIVE = "articles/import/site/";
const ADDRESSES = ["https://news.example/volga", "https://news.example/oka", null];
const IDS = ["1", "2", "3"];

const upload = fc.uniqueArray(fc.record({ id: fc.constantFrom(...IDS), url: fc.constantFrom(...ADDRESSES) }), {
  selector: ({ id }) => id,
  maxLength: 3,
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ put: fc.constantFrom(...KEYS), upload }) },
  { weight: 2, arbitrary: fc.record({ removed: fc.constantFrom(...KEYS) }) },
  { weight: 1, arbitrary: fc.record({ withdrawn: fc.constantFrom(...KEYS), upload }) },
  {
    weight: 1,
    arbitrary: fc.record({ gone: fc.constantFrom("https://news.example/volga", "https://news.example/oka") }),
  },
  { weight: 1, arbitrary: fc.constant("merge" as const) },
  { weight: 2, arbitrary: fc.constant("wait" as const) },
  { weight: 5, arbitrary: fc.constant("publish" as const) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One text of an article: a word that stands nowhere else, and what became of it. */
interface Text {
  readonly word: string;
  readonly key: string;
  readonly id: string;
  readonly url: string | null;
  state: "live" | "superseded" | "deleted" | "removed";
  /** Time of the first publication that left it out. */
  supersededAtMs: number;
}

/** Publications after which there were several segments, and after which some text was dead in one. */
const seen = { several: 0, dead: 0 };

class Site {
  readonly source: TestContext = makeContext();
  readonly store = new MemoryObjectStore(this.source);
  readonly #committer = new BatchCommitter(this.source, resolvedArticleOptions);
  readonly #bucket = new Map<string, SourceState>();
  readonly #texts: Text[] = [];
  /** Number of documents that makes the first articles' segment a large or a small one. */
  readonly #togetherDocuments: number;
  #count = 0;
  #version = 0;

  constructor(togetherDocuments: number) {
    this.#togetherDocuments = togetherDocuments;
  }

  async begin(): Promise<void> {
    const archive = Array.from({ length: 60 }, (_, i) => ({ id: `${100 + i}`, url: null }));
    await this.#put("articles/archive.jsonl", archive);
    for (const [i, key] of KEYS.entries()) await this.#put(key, [{ id: "1", url: ADDRESSES[i % 3] ?? null }]);
    await this.publish();
  }

  async run(one: Step): Promise<void> {
    if (one === "merge") await mergeAll(this.source);
    else if (one === "wait") this.source.clock.advance(16 * DAY_MS);
    else if (one === "publish") await this.publish();
    else if ("put" in one) await this.#put(one.put, one.upload);
    else if ("removed" in one) await this.#remove(one.removed);
    else if ("gone" in one) await this.#stateGone(one.gone);
    else await this.#withdraw(one.withdrawn, one.upload);
  }

  async publish(): Promise<void> {
    this.#settleDeleted();
    await publishTo(this.store, this.source, {
      smallestBytes: 5_000,
      togetherDocuments: this.#togetherDocuments,
      graceMs: 0,
    });
    const { segments } = await publishedManifest(this.store);
    seen.several += segments.length > 1 ? 1 : 0;
    seen.dead += segments.some(({ documents, liveDocuments }) => documents > liveDocuments) ? 1 : 0;
    await this.#compareAnswers();
    await this.#lookForText();
    for (const text of this.#texts) {
      if (text.state === "superseded") text.supersededAtMs = Math.min(text.supersededAtMs, this.source.clock.nowMs());
    }
  }

  async #compareAnswers(): Promise<void> {
    const own = new ArticleSearch(this.source, { revalidateMs: 0 });
    const published = searchPublished(this.store, this.source);
    for (const text of ["паром волга", "через", "пристань", ...this.#texts.slice(-3).map(({ word }) => word)]) {
      for (const match of ["all", "any"] as const) {
        const query = { text, match, offset: 0, limit: 40 } as const;
        const [{ hits, total }, expected] = [await published.search(query), await own.search(query)];
        expect({ hits, total }).toEqual({ hits: expected.hits, total: expected.total });
      }
    }
  }

  async #lookForText(): Promise<void> {
    const { segments } = await publishedManifest(this.store);
    const all = await Promise.all(segments.map((segment) => unpackSegment(this.store, publishedKeyLayout, segment)));
    const words = new Set(
      all
        .flat()
        .join("\n")
        .toLowerCase()
        .match(/слово[а-я]+/g) ?? [],
    );
    const nowMs = this.source.clock.nowMs();
    for (const { word, state, supersededAtMs } of this.#texts) {
      if (state === "removed") expect([word, words.has(word)]).toEqual([word, false]);
      if (state === "superseded" && nowMs - supersededAtMs >= 30 * DAY_MS) {
        expect([word, words.has(word)]).toEqual([word, false]);
      }
    }
  }

  async #put(key: string, articles: readonly { readonly id: string; readonly url: string | null }[]): Promise<void> {
    this.#end(key, null);
    const made = articles.map(({ id, url }) => this.#article(key, id, url));
    await this.#commit(
      key,
      made.map(({ document }) => document),
    );
  }

  async #remove(key: string): Promise<void> {
    if (!this.#bucket.has(key)) return;
    this.#end(key, "deleted");
    this.#bucket.delete(key);
    await this.#commitAll([key]);
  }

  /** Withdraws articles as `poisk replace` does. */
  async #withdraw(
    key: string,
    articles: readonly { readonly id: string; readonly url: string | null }[],
  ): Promise<void> {
    if (!this.#bucket.has(key)) return;
    await noteWithdrawal(this.source, key as ObjectKey);
    this.#end(key, "removed");
    const made = articles.map(({ id, url }) => this.#article(key, id, url));
    await this.#commit(
      key,
      made.map(({ document }) => document),
    );
  }

  async #stateGone(url: string): Promise<void> {
    const key = `articles-statements/removals/${url.slice(-4)}.json`;
    for (const text of this.#texts) if (text.url === url && text.state !== "removed") text.state = "removed";
    this.#version += 1;
    const identity = addressIdentity(url) ?? "";
    const statements = [{ identity, statedAt: this.#second(0), kind: "removal" as const }];
    this.#bucket.set(key, { state: "present", version: String(this.#version), documents: [], statements });
    await this.#commitAll([key]);
  }

  /** All texts of an upload that were not removed before end: superseded, where nothing else is said. */
  #end(key: string, how: "deleted" | "removed" | null): void {
    for (const text of this.#texts) {
      if (text.key !== key || text.state === "removed") continue;
      if (how !== null) text.state = how;
      else text.state = "superseded";
    }
  }

  /**
   * Marks deleted texts as removed by the next publication, or as superseded if another part of the archive has an
   * article of the id.
   */
  #settleDeleted(): void {
    for (const text of this.#texts) {
      if (text.state !== "deleted") continue;
      const archive = text.key.startsWith(ARCHIVE) ? ARCHIVE : text.key;
      const others = this.#texts.filter(
        ({ state, key, id }) => state === "live" && key.startsWith(archive) && id === text.id,
      );
      text.state = others.length > 0 ? "superseded" : "removed";
    }
  }

  #article(key: string, id: string, url: string | null) {
    this.#count += 1;
    const word = `слово${String(this.#count).replace(/\d/g, (digit) => "абвгдежзик"[Number(digit)] ?? "")}`;
    this.#texts.push({ word, key, id, url, state: "live", supersededAtMs: Number.POSITIVE_INFINITY });
    const text = `Паром через Волгу, ${word}. ${"Пристань ждёт. ".repeat(1 + (this.#count % 3))}`;
    const none = { lead: "", publishedAt: null, dateRange: null, source: null, agency: null, place: null };
    return { document: { ...none, id, url, title: `Паром ${this.#count}`, text, statedAt: this.#second(1) } };
  }

  #second(after: number): number {
    return Math.floor(this.source.clock.nowMs() / 1_000) + this.#version + after;
  }

  async #commit(key: string, documents: readonly { readonly id: string }[]): Promise<void> {
    this.#version += 1;
    this.#bucket.set(key, { state: "present", version: String(this.#version), documents } as SourceState);
    await this.#commitAll([key]);
  }

  async #commitAll(keys: readonly string[]): Promise<void> {
    await this.#committer.commit(keys, async (key) => this.#bucket.get(key) ?? { state: "absent" });
  }
}

const ONE: Step = { put: "articles/a.txt", upload: [{ id: "1", url: null }] };

/** Leaves several segments, and something dead in one of them, whatever is drawn besides. */
const HISTORY: Step[] = [ONE, "publish", { put: "articles/c.txt", upload: [] }, ONE, "merge", "publish", "wait", ONE];

/** An article whose address is gone was in a part of an archive that is gone too, and another part has its id. */
const GONE_PART: Step[] = [{ removed: "articles/import/site/2.jsonl" }, { gone: "https://news.example/oka" }];

it("answers as the private index, without removed text, after any history of small publications", {
  timeout: 120_000,
}, async () => {
  const steps = fc.array(step, { minLength: 4, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(50, 1_000), async (all, togetherDocuments) => {
      const site = new Site(togetherDocuments);
      await site.begin();
      for (const one of all) await site.run(one);
      await site.publish();
    }),
    {
      numRuns: 10,
      examples: [
        [HISTORY, 50],
        [GONE_PART, 1_000],
      ],
    },
  );
  expect(seen.several).toBeGreaterThan(0);
  expect(seen.dead).toBeGreaterThan(0);
});
