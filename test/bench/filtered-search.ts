/**
 * The benchmark measures the CPU of filters, facets, orders and collapsing, warm, beside the plain search:
 * npx tsx test/bench/filtered-search.ts [articles] [words an article]. It leaves out showing the hits, which costs the
 * same for all. Its figures decided docs/decisions/search.md#filters-facets-and-orders.
 */
import { systemClock } from "../../src/clock.ts";
import { booleanNode, openSnapshot, type QueryPlan, SegmentCache } from "../../src/index/read.ts";
import { defaultKeyLayout, ManifestStore } from "../../src/index/shared.ts";
import { FACET_NAMES } from "../../src/search/search.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { seededIds } from "../support/deterministic.ts";
import { compileArticleQuery, type PageQuery, rankPage } from "../support/inside/search-ranking.ts";
import { commitArticles } from "../support/stored-articles.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { settleIndex } from "./settle-index.ts";

/** Articles a commit, as `poisk import` has them. */
const BATCH_SIZE = 2_000;
const QUERIES = 60;
const PLACES = 300;

/** The best of so many runs of a query is its time: the machine may be shared. */
const RUNS = 7;

const articles = Number(process.argv[2] ?? 20_000);
const corpus = new NewsCorpus(1, Number(process.argv[3] ?? 280));
const context = {
  store: new MemoryObjectStore({ clock: systemClock }),
  layout: defaultKeyLayout,
  clock: systemClock,
  ids: seededIds(1),
};
for (let first = 0; first < articles; first += BATCH_SIZE) {
  const batch = corpus.take(Math.min(BATCH_SIZE, articles - first)).map((article, i) => {
    const place = `Город ${((first + i) * 7_919) % PLACES}`;
    return [`articles/${article.id}.json`, { ...article, place }] as const;
  });
  await commitArticles(context, Object.fromEntries(batch));
}
await settleIndex(context.store);
const manifest = (await new ManifestStore(context).load())?.manifest;
if (manifest === undefined) throw new Error("There is no index.");
const cache = new SegmentCache(context.store, context.layout, { cacheBytes: 1024 * 1024 * 1024 });
const snapshot = await openSnapshot(context, manifest, cache);
console.log(`${snapshot.documentCount} articles in ${snapshot.segments.length} segments`);

const from = { year: 2005, month: 1, day: 1 };
const to = { year: 2014, month: 12, day: 31 };
const cases: readonly [name: string, query: Partial<PageQuery>][] = [
  ["plain", {}],
  ["plain, no count", { counts: "page" }],
  ["source", { filter: { source: ["вестник"] } }],
  ["source, no count", { filter: { source: ["вестник"] }, counts: "page" }],
  ["ten years", { filter: { from, to } }],
  ["facets", { facets: FACET_NAMES }],
  ["source, ten years, facets", { filter: { source: ["вестник"], from, to }, facets: FACET_NAMES }],
  ["newest", { sort: "newest" }],
  [
    "newest, source, ten years, facets",
    { sort: "newest", filter: { source: ["вестник"], from, to }, facets: FACET_NAMES },
  ],
  ["collapsed", { collapse: true }],
  ["collapsed, facets", { collapse: true, facets: FACET_NAMES }],
];
const twoWords = corpus.queries(QUERIES).map((text) => compileArticleQuery(text, "auto").plan);
const everything: QueryPlan = {
  ...compileArticleQuery("", "auto").plan,
  root: booleanNode({ should: [{ kind: "wildcard", boostDocument: null }] }),
};
for (const [name, query] of cases) await report(`two words: ${name}`, twoWords, query);
for (const [name, query] of cases) await report(`empty query: ${name}`, [everything], { sort: "newest", ...query });

async function report(name: string, plans: readonly QueryPlan[], query: Partial<PageQuery>): Promise<void> {
  const asked: PageQuery = { match: "auto", offset: 0, limit: 10, ...query };
  let matches = 0;
  const timesMs: number[] = [];
  for (const plan of plans) {
    let bestMs = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS; run += 1) {
      const before = process.cpuUsage();
      const { total, totalRest } = await rankPage(snapshot, plan, asked);
      const { user, system } = process.cpuUsage(before);
      bestMs = Math.min(bestMs, (user + system) / 1_000);
      if (run === 0) matches += total + totalRest;
    }
    timesMs.push(bestMs);
  }
  timesMs.sort((a, b) => a - b);
  const quantile = (share: number) => (timesMs[Math.floor(timesMs.length * share)] ?? 0).toFixed(2);
  console.log(
    `${name.padEnd(48)} matches ${String(Math.round(matches / plans.length)).padStart(6)}  ` +
      `median ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms`,
  );
}
