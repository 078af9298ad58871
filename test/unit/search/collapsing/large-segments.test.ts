import { beforeAll, expect, it } from "vitest";
import { SMALL_SEGMENT_BYTES } from "../../../../src/index/shared.ts";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { CountingObjectStore } from "../../../../src/store/store.ts";
import { seededRandom32 } from "../../../support/deterministic.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { presentManifest } from "../../../support/live-index.ts";
import { AGENCY_TEXT, REPRINTS } from "../../../support/reprinted-article.ts";
import { type ArticleUnderTest, commitArticles, mergeAll } from "../../../support/stored-articles.ts";

const random32 = seededRandom32(3);
/** Makes text that does not compress, and is no word. */
const noise = (): string =>
  Array.from({ length: 1_200 }, () => String.fromCharCode(0x4e00 + (random32() % 20_000))).join("");
/** So many articles that a segment of them is over 1 MiB. */
const many = (prefix: string): Record<string, ArticleUnderTest> =>
  Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [`${prefix}/${i}`, { text: `О погоде ${i}.`, agency: noise() }]),
  );

const [reprint = "", secondReprint = "", thirdReprint = ""] = Object.values(REPRINTS);
let context: TestContext;

beforeAll(async () => {
  context = makeContext();
  await commitArticles(context, { ...many("а"), а: { text: AGENCY_TEXT }, б: { text: reprint } });
  await commitArticles(context, { ...many("в"), г: { text: secondReprint }, д: { text: thirdReprint } });
  const { segments } = await presentManifest(context);
  expect(segments.map(({ sizeBytes }) => sizeBytes > SMALL_SEGMENT_BYTES)).toEqual([true, true]);
});

async function ask(collapse: boolean) {
  const store = new CountingObjectStore(context.store);
  const search = new ArticleSearch({ ...context, store }, { revalidateMs: 0, recencyHalfLifeDays: null });
  const query = { text: "водохранилище вытегра", match: "all", offset: 0, limit: 10 } as const;
  const { hits, total } = await search.search({ ...query, collapse });
  const counts = hits.map(({ duplicates }) => duplicates?.count ?? 0);
  return { counts, total, requests: store.counts().requests, bytes: store.counts().bytesRead };
}

it("reprints of one large segment collapse, for one request of some bytes a segment; those of two stand apart until a merge", async () => {
  const [plain, collapsed] = [await ask(false), await ask(true)];
  expect(plain).toMatchObject({ counts: [0, 0, 0, 0], total: 4 });
  expect(collapsed).toMatchObject({ counts: [1, 1], total: 2 });
  expect(collapsed.requests - plain.requests).toBeLessThanOrEqual(2);
  expect(collapsed.bytes - plain.bytes).toBeLessThan(100);
  await mergeAll(context);
  expect(await ask(true)).toMatchObject({ counts: [3], total: 1 });
});
