import { beforeAll, expect, it } from "vitest";
import { type IndexSnapshot, openSnapshot, SegmentCache } from "../../../src/index/read.ts";
import { seededRandom32 } from "../../support/deterministic.ts";
import { makeContext } from "../../support/index-context.ts";
import { WINDOW_DOCUMENTS } from "../../support/inside/index-snapshot.ts";
import type { ArticleFilter } from "../../support/inside/search-filters.ts";
import { compileArticleQuery, type PageQuery, type RankedPage, rankPage } from "../../support/inside/search-ranking.ts";
import { presentManifest } from "../../support/live-index.ts";
import { type ArticleUnderTest, commitArticles, removeArticles } from "../../support/stored-articles.ts";

/** Two segments of several windows each, the last one short; the odds of a word fall with its rank. */
const DOCUMENTS = [2 * WINDOW_DOCUMENTS + 77, WINDOW_DOCUMENTS + 5];
const WORDS = ["метро", "такси", "кофе", "кино", "пальто", "радио", "кенгуру", "пони"];
const SOURCES = ["Волна", "Берег", "Маяк", "Причал"];

let snapshot: IndexSnapshot;
/** Ids by segment number and ordinal. */
let ids: (readonly unknown[])[];
const articleById = new Map<string, ArticleUnderTest>();

beforeAll(async () => {
  const context = makeContext();
  const random32 = seededRandom32(20_261_125);
  for (const [segment, documents] of DOCUMENTS.entries()) {
    const articles: Record<string, ArticleUnderTest[]> = {};
    for (let i = 0; i < documents; i += 1) {
      const key = `${segment}/${Math.floor(i / 50)}`;
      const words = WORDS.filter((_, rank) => random32() % (rank + 2) === 0);
      // A source of its own for the first of a key, and long stretches that have no «Причал».
      const source = i % 50 === 0 ? "Редкий" : SOURCES[random32() % (i % WINDOW_DOCUMENTS < 3_000 ? 3 : 4)];
      const article = {
        id: `${segment}.${i}`,
        text: `Статья ${"и так далее ".repeat(random32() % 6)} ${words.join(" ")}.`,
        source: source ?? null,
        publishedAt: `20${10 + (random32() % 9)}-0${1 + (random32() % 9)}-11`,
      };
      articles[key] = [...(articles[key] ?? []), article];
      articleById.set(article.id, article);
    }
    await commitArticles(context, articles);
  }
  await removeArticles(context, ["0/3", "0/90", "1/0", "1/81"]);
  snapshot = await openSnapshot(
    context,
    await presentManifest(context),
    new SegmentCache(context.store, context.layout),
  );
  ids = await Promise.all(snapshot.segments.map(({ reader }) => reader.ids()));
});

const firstOf = (year: number) => ({ year, month: 1, day: 1 });

const filters: [string, ArticleFilter, (article: ArticleUnderTest) => boolean][] = [
  ["a rare source", { source: ["редкий"] }, ({ source }) => source === "Редкий"],
  ["a source that whole windows lack", { source: ["причал"] }, ({ source }) => source === "Причал"],
  ["most sources", { source: SOURCES }, ({ source }) => SOURCES.includes(source ?? "")],
  ["dates", { from: firstOf(2012), to: firstOf(2015) }, ({ publishedAt }) => /^201[234]/.test(publishedAt ?? "")],
  [
    "a source and dates",
    { source: ["маяк"], from: firstOf(2017) },
    ({ source, publishedAt }) => source === "Маяк" && /^201[78]/.test(publishedAt ?? ""),
  ],
  ["a source that none has", { source: ["Пристань"] }, () => false],
];

const QUESTIONS = ["метро", "такси кофе кино", "кенгуру пони"].flatMap((text) =>
  (["auto", "all", "any"] as const).map((match) => ({ text, match })),
);

/** All hits of each question without a filter. */
const unfiltered = new Map<string, RankedPage>();

const shown = ({ hits }: Pick<RankedPage, "hits">) =>
  hits.map(({ segmentNumber, ordinal, score }) => `${ids[segmentNumber]?.[ordinal]} ${score}`).join("\n");

it.each(filters)(
  "filtering by %s takes hits away and changes nothing else, with skipping and without",
  async (_, filter, isPassing) => {
    for (const { text, match } of QUESTIONS) {
      const { plan } = compileArticleQuery(text, match);
      const ask = (query: Partial<PageQuery>) => rankPage(snapshot, plan, { match, offset: 0, limit: 1e5, ...query });
      const all = unfiltered.get(`${match} ${text}`) ?? (await ask({}));
      unfiltered.set(`${match} ${text}`, all);
      const hits = all.hits.filter(({ segmentNumber, ordinal }) => {
        const article = articleById.get(String(ids[segmentNumber]?.[ordinal]));
        return article !== undefined && isPassing(article);
      });
      const filtered = await ask({ filter });
      expect(shown(filtered)).toBe(shown({ hits }));
      expect(filtered.total + filtered.totalRest).toBe(hits.length);
      for (const [offset, limit] of [
        [0, 10],
        [7, 3],
        [100, 50],
      ] as const) {
        const page = await ask({ filter, offset, limit, counts: "page" });
        expect(shown(page)).toBe(shown({ hits: hits.slice(offset, offset + limit) }));
        const enough = offset + limit + 1;
        expect(page.total).toBe(Math.min(filtered.total, enough));
        expect(page.totalRelation).toBe(filtered.total < enough ? "exact" : "atLeast");
      }
    }
  },
  60_000,
);
