/**
 * Answers of one index to queries of every kind, compared with earlier answers, by cause. `scores`: totals, and a hash
 * of ids, scores to the last bit and their order. `shown`: a hash of marks, passages and facets. `costs`: requests,
 * bytes and postings scored. A change of the engine that is meant to change none of these changes no line of the
 * fixtures; another writes them anew (`vitest run FILE -u`), and their diff says what it did.
 */
import { createHash } from "node:crypto";
import type { Query } from "minisearch";
import { beforeAll, expect, it } from "vitest";
import { type Searcher, type SearcherOptions, SnapshotSource, searchPlan } from "../../../src/index/read.ts";
import { resolveIndexOptions } from "../../../src/index/shared.ts";
import { type ArticleQuery, ArticleSearch } from "../../../src/search/search.ts";
import { CountingObjectStore } from "../../../src/store/store.ts";
import { readShortQueries } from "../../eval/ranking/short-queries.ts";
import { buildFrozenIndex, LATER_FIELDS } from "../../support/frozen-index.ts";
import { makeContext } from "../../support/index-context.ts";
import { compileQuery } from "../../support/inside/index-plan.ts";
import { compileArticleQuery } from "../../support/inside/search-ranking.ts";
import { buildSkewedIndex, SKEWED_WORDS, skewedOptions } from "../../support/skewed-index.ts";

const TIMEOUT_MS = 120_000;
const WITHOUT_FACTOR = { usesMatchedTermsFactor: false, ranksAllTermsFirst: true };

const context = makeContext();
const counting = new CountingObjectStore(context.store);
const reader = { ...context, store: counting };
const search = new ArticleSearch(reader, { revalidateMs: 1e9, cacheBytes: 1 << 20 });
const snapshots = new SnapshotSource(context, { revalidateMs: 1e9 });
let skewed: readonly Searcher[];
let texts: readonly string[];

beforeAll(async () => {
  texts = await buildFrozenIndex(context);
  skewed = await Promise.all([buildSkewedIndex(3, false), buildSkewedIndex(3, true)]);
}, TIMEOUT_MS);

/** Hashes an answer independently of the names in it. */
function hash(answer: unknown): string {
  const values = (value: unknown): unknown =>
    value !== null && typeof value === "object"
      ? Object.entries(value).flatMap(([name, part]) => (LATER_FIELDS.has(name) ? [] : [values(part)]))
      : value;
  return createHash("sha256")
    .update(JSON.stringify(values(answer)))
    .digest("base64url")
    .slice(0, 12);
}

const EACH_WAY: Partial<ArticleQuery>[] = [
  {},
  { counts: "page" },
  { match: "all" },
  { match: "any", offset: 3, limit: 4 },
  { sort: "newest" },
  { sort: "oldest", facets: ["source", "year", "place"] },
  { facets: ["source", "year"], filter: { source: ["ТАСС", "Lenta.ru"] } },
  { filter: { place: ["Минск"], agency: ["Интерфакс"] }, counts: "page" },
  { collapse: true, facets: ["place"] },
  {
    collapse: true,
    sort: "newest",
    filter: { from: { year: 2015, month: 1, day: 1 }, to: { year: 2021, month: 12, day: 31 } },
  },
  { explain: true, correct: "off" },
];

const QUERIES = [
  ...["", "лавров", "лавров минск", "сергей лавров минск переговоры", "«нефть и газ»", '"в москве"', "!лаврова"],
  ...["лавров -минск", "нефть|газ", "нефть | газ цена", "source:риа", "source:lenta лавров", "-source:тасс москва"],
  ...["title:лавров", 'title:"лавров в минске"', "моск", "санкт-пет", "лаврво", "kfdhjd", "9 октября 2016"],
  ...[
    "15 300",
    "Т-34",
    "ОПЕК",
    "грузия",
    "киберпреступность",
    "на",
    "-лавров",
    "москва «цены на нефть»|бюджет -казань",
  ],
  "глава мид россии сергей лавров провел в минске переговоры о ценах на нефть и газ",
];

/** A line of each fixture for one query. */
interface Frozen {
  readonly scores?: string;
  readonly shown?: string;
  readonly costs?: string;
}

const CAUSES = ["scores", "shown", "costs"] as const;

async function askArticles(text: string, options: Partial<ArticleQuery>): Promise<Required<Frozen>> {
  const before = counting.counts();
  const asked: ArticleQuery = { text, match: "auto", offset: 0, limit: 10, ...options };
  const { hits, facets, match, total, totalRest } = await search.search(asked);
  const after = counting.counts();
  const ranked = hits.map(({ key, id, score, isPartial, explanation, duplicates }) => [
    ...[key, id, score, isPartial, explanation, duplicates],
  ]);
  return {
    scores: `${match} ${total}+${totalRest} ${hash(ranked)}`,
    shown: hash([hits.map(({ article, title, snippet }) => [article, title, snippet]), facets]),
    costs: `${after.requests - before.requests} ${after.bytesRead - before.bytesRead}`,
  };
}

/** Compares all lines with the fixtures of a kind of queries. */
async function expectFrozen(kind: string, lines: readonly (readonly [name: string, frozen: Frozen])[]): Promise<void> {
  for (const cause of CAUSES) {
    const own = lines.flatMap(([name, { [cause]: line }]) => (line === undefined ? [] : `${name}: ${line}`));
    if (own.length > 0)
      await expect(own.join("\n")).toMatchFileSnapshot(`../../fixtures/query/frozen-${kind}-${cause}.txt`);
  }
}

/** Counts the postings scored in a search for a page. */
async function countScored(text: string): Promise<string> {
  const scored = snapshots.use(async (snapshot) => {
    const { plan } = compileArticleQuery(text, "auto");
    const pages = [];
    for (const counts of ["all", "page"] as const) {
      const options = { offset: 0, limit: 10, ...WITHOUT_FACTOR, allTermsFactor: 1, counts };
      pages.push((await searchPlan(snapshot, plan, options)).postingsScored);
    }
    return pages;
  });
  return (await scored).join(" ");
}

it(
  "answers to queries over articles are what they were, however they are asked for",
  async () => {
    const lines: [string, Frozen][] = [];
    const ask = async (name: string, text: string, options: Partial<ArticleQuery>, isCounted: boolean) => {
      const frozen = await askArticles(text, options);
      const scored = isCounted ? ` ${await countScored(text)} scored` : "";
      lines.push([name, { ...frozen, costs: `${frozen.costs}${scored}` }]);
    };
    for (const text of QUERIES) {
      for (const [i, options] of EACH_WAY.entries()) await ask(`${text} ${i}`, text, options, text !== "" && i === 0);
    }
    for (const { query } of readShortQueries().filter((_, i) => i % 2 === 0)) await ask(query, query, {}, true);
    for (const text of texts.slice(0, 12).map((one) => one.split(" ").slice(0, 9).join(" "))) {
      await ask(text, text, { explain: true }, true);
    }
    for (const text of ["ла", "моск", "цены на н", "«нефть", "лавров м"]) {
      lines.push([`${text}…`, { shown: hash(await search.suggest({ text, limit: 10 })) }]);
    }
    await expectFrozen("articles", lines);
  },
  TIMEOUT_MS,
);

const WAYS: SearcherOptions[] = [
  { limit: 100 },
  { limit: 10 },
  { limit: 10, combineWith: "AND" },
  { limit: 5, offset: 5, combineWith: "AND_NOT" },
  { limit: 10, prefix: true },
  { limit: 10, fuzzy: 0.2, maxFuzzy: 2 },
  { limit: 10, prefix: true, fuzzy: 1, weights: { fuzzy: 0.3, prefix: 0.6 }, combineWith: "AND" },
  { limit: 10, fields: ["body"], boost: { body: 3 } },
  { limit: 10, bm25: { k: 1.5, b: 0.5, d: 0.2 }, matchedTermsFactor: false },
  { limit: 10, boostTerm: (_, i) => 1 + i },
  { limit: 10, boostDocument: (id) => String(id).length % 4 },
  { limit: 10, boostDocument: (_, __, fields) => (JSON.stringify(fields).endsWith('7"}') ? 0 : 1) },
  { limit: 10, filter: ({ score, id }) => score > 1 && String(id).endsWith("3") },
];

it(
  "answers of the library are what they were, with every option of MiniSearch",
  async () => {
    const [common = "", second = "", third = ""] = SKEWED_WORDS;
    const rare = SKEWED_WORDS[57] ?? "";
    const queries: Query[] = [
      ...[common, rare, `${common} ${second}`, `${second} ${third} ${rare}`, SKEWED_WORDS.slice(0, 9).join(" ")],
      ...["мир", "мост март", "рекаа3", "нет"],
      { combineWith: "AND", queries: [common, { combineWith: "OR", queries: [second, rare] }] },
      { combineWith: "AND_NOT", queries: [`${common} ${third}`, second, { queries: [rare], prefix: true }] },
      { combineWith: "OR", queries: [{ combineWith: "AND_NOT", queries: [common, second] }, rare] },
    ];
    const lines: [string, Frozen][] = [];
    const options = resolveIndexOptions(skewedOptions);
    for (const query of queries) {
      for (const [i, way] of WAYS.entries()) {
        // The index in several segments and the merged one by turns.
        const searcher = skewed[lines.length % 2];
        if (searcher === undefined) continue;
        const found = await searcher.search(query, way);
        const plan = compileQuery(query, way, options);
        const { postingsScored } = await searcher.snapshots.use((snapshot) =>
          searchPlan(snapshot, plan, { offset: 0, limit: 10, usesMatchedTermsFactor: true, ranksAllTermsFirst: false }),
        );
        lines.push([
          `${JSON.stringify(query)} ${i}`,
          { scores: `${found.length} ${hash(found)}`, costs: `${postingsScored} scored` },
        ]);
      }
    }
    await expectFrozen("library", lines);
  },
  TIMEOUT_MS,
);
