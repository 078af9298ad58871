import { beforeAll, describe, expect, it } from "vitest";
import { SnapshotSource, searchPlan } from "../../../src/index/read.ts";
import { type IndexContext, SMALL_SEGMENT_BYTES } from "../../../src/index/shared.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import type { MatchMode } from "../../../src/search-api.ts";
import { CountingObjectStore } from "../../../src/store/store.ts";
import { RoundCountingObjectStore } from "../../bench/support/round-counting-object-store.ts";
import { seededRandom32 } from "../../support/deterministic.ts";
import { makeContext } from "../../support/index-context.ts";
import { compileArticleQuery } from "../../support/inside/search-ranking.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { presentManifest } from "../../support/live-index.ts";
import { type ArticleUnderTest, commitArticles, removeArticles } from "../../support/stored-articles.ts";

const articles: Readonly<Record<string, ArticleUnderTest>> = {
  visit: {
    title: "Визит министра",
    text: "Сергей Лавров прилетел в Минск. Цены на нефть не обсуждали.",
    source: "РИА Новости",
  },
  visits: { title: "О визитах", text: "Сергея Лаврова ждут в Бресте, а цены нефти нет.", source: "ТАСС" },
  apart: { title: "Сергей", lead: "Лавров", text: "Нефть: на что выросли цены. Лавров не Сергей.", source: "Lenta.ru" },
  bridge: {
    title: "Нью-Йорк",
    text: "В Нью-Йорке видео-конференция Лаврова. Танк Т-34. Бюджет 1 000 000 рублей.",
    source: null,
  },
  written: {
    title: "Ньюйорк",
    text: "Видеоконференция Лаврова. Танк т 34, бюджет 1000000 рублей, 9 октября 2016 года.",
    source: null,
  },
};

async function idsOf(context: IndexContext, text: string, match: MatchMode = "auto"): Promise<string[]> {
  const { hits } = await new ArticleSearch(context).search({ text, match, offset: 0, limit: 50 });
  return hits.map(({ id }) => id.split("#")[0] ?? "").sort();
}

describe("a phrase", () => {
  let context: IndexContext;
  beforeAll(async () => {
    context = makeContext();
    const entries = Object.entries(articles);
    await commitArticles(context, Object.fromEntries(entries.slice(0, 3)));
    await commitArticles(context, Object.fromEntries(entries.slice(3)));
  });

  it.each([
    ['"сергей лавров"', ["visit", "visits"]],
    ["«Сергеем Лавровым»", ["visit", "visits"]],
    ['"лавров сергей"', []],
    ['"лавров прилетел в минск"', ["visit"]],
    ['"цены на нефть"', ["visit"]],
    ['"цены нефти"', ["visits"]],
    ['"лавров нефть"', ["apart"]],
    ['"не сергей"', ["apart"]],
    ['"в минск"', ["visit"]],
    ['"министра Сергей"', []],
  ])("stands where its words stand side by side, in this order, in one field, in any form: %s", async (text, ids) => {
    expect(await idsOf(context, text)).toEqual(ids);
  });

  it.each([
    ['"нью-йорке видео-конференция"', ["bridge"]],
    ['"видео-конференция лаврова"', ["bridge", "written"]],
    ['"видеоконференция лаврова"', ["bridge", "written"]],
    ['"танк т-34"', ["bridge"]],
    ['"танк т 34"', ["bridge", "written"]],
    ['"бюджет 1 000 000 рублей"', ["bridge", "written"]],
    ['"рублей, 09.10.2016"', ["written"]],
  ])("matches other spellings of its words: %s", async (text, ids) => {
    expect(await idsOf(context, text)).toEqual(ids);
  });

  it.each([
    ["!лаврова", ["bridge", "visits", "written"]],
    ['"!сергей лавров"', ["visit"]],
    ['!"сергея лаврова"', ["visits"]],
    ["!лавровым", []],
    ['"сергей !лаврова"', ["visits"]],
    ["!Лавров -!сергей", []],
  ])("with an exclamation mark asks for that very form: %s", async (text, ids) => {
    expect(await idsOf(context, text)).toEqual(ids);
  });

  it.each([
    ["лавров -нефть", ["bridge", "written"]],
    ["лавров -нефти -видеоконференцией", []],
    ['лавров -"цены на нефть"', ["apart", "bridge", "visits", "written"]],
    ["лавров -title:сергей", ["bridge", "visit", "visits", "written"]],
    ["лавров -source:риа -source:тасс", ["apart", "bridge", "written"]],
  ])("and words can be left out: %s", async (text, ids) => {
    expect(await idsOf(context, text)).toEqual(ids);
  });

  it.each([
    ["title:лавров", []],
    ["title:сергей", ["apart"]],
    ["title:сергей|title:визит", ["apart", "visit", "visits"]],
    ['title:"нью-йорк"', ["bridge", "written"]],
    ["source:риа", ["visit"]],
    ["source:новостей лавров", ["visit"]],
    ["source:lenta", ["apart"]],
    ["source:lenta.ru|source:тасс лавров", ["apart", "visits"]],
    ['source:"новости риа"', []],
    ["source:ria", ["visit"]],
    ['source:"ria novosti"', ["visit"]],
    ["source:лента", ["apart"]],
    ["source:лента.ру", ["apart"]],
    ["source:tass", ["visits"]],
  ])("and words can be of a title or a source: %s", async (text, ids) => {
    expect(await idsOf(context, text)).toEqual(ids);
  });

  it("must stand in every hit of a short query, and need not of a long one", async () => {
    expect(await idsOf(context, '"цены на нефть" видеоконференция')).toEqual(["visit"]);
    expect(await idsOf(context, '"цены на нефть" видеоконференция', "any")).toEqual(["bridge", "visit", "written"]);
    expect(await idsOf(context, '"цены на нефть" видеоконференция', "all")).toEqual([]);
    expect(await idsOf(context, 'бюджет "цены на нефть" видеоконференция', "auto")).toEqual([
      "apart",
      "bridge",
      "visit",
      "visits",
      "written",
    ]);
  });

  it("lists the newest where only sources and exclusions are asked for", async () => {
    const search = new ArticleSearch(context);
    const found = await search.search({ text: "-лавров", match: "auto", offset: 0, limit: 10 });
    expect([found.total, found.match]).toEqual([0, "all"]);
    const sources = await search.search({ text: "source:риа|source:тасс", match: "auto", offset: 0, limit: 10 });
    expect(sources.hits.map(({ score }) => score)).toEqual([0, 0]);
  });

  it("scores what its words score", async () => {
    const search = new ArticleSearch(context);
    const scoresOf = async (text: string) => {
      const { hits } = await search.search({ text, match: "all", offset: 0, limit: 50, explain: true });
      return new Map(hits.map(({ id, score, explanation }) => [id, score / (explanation?.nearness ?? 1)]));
    };
    const [words, phrase] = [await scoresOf("сергея лаврова"), await scoresOf('"сергея лаврова"')];
    expect(phrase.size).toBe(2);
    for (const [id, score] of phrase) expect(score).toBeCloseTo(words.get(id) ?? 0, 9);
  });

  it("leaves articles in that have the stem of an excluded word in a name alone", async () => {
    const names = makeContext();
    await commitArticles(names, {
      cargo: { text: "Погода хорошая, груз на месте." },
      country: { text: "Погода хорошая: в столице Грузии солнце, и Грузию ждут гости." },
      both: { text: "Погода хорошая, и в Грузии ждут груз." },
    });
    expect(await idsOf(names, "погода -груз")).toEqual(["country"]);
  });

  it("is not found any more in what was removed", async () => {
    const changing = makeContext();
    await commitArticles(changing, articles);
    await removeArticles(changing, ["visit"]);
    expect(await idsOf(changing, '"сергей лавров"')).toEqual(["visits"]);
  });
});

describe("a phrase in large segments", () => {
  /** Two segments over a MiB, each word of the phrase in both, side by side only in one. */
  let large: IndexContext;
  beforeAll(async () => {
    large = makeContext();
    const random32 = seededRandom32(7);
    const noise = () => Array.from({ length: 500 }, () => String.fromCharCode(0x4e00 + (random32() % 20_000))).join("");
    for (const [segment, sentence] of ["Красная площадь", "Площадь очень красная"].entries()) {
      const entries = Array.from({ length: 1_200 }, (_, i) => [
        `${segment}-${i}`,
        { text: i % 100 === 0 ? sentence : i % 100 === 1 ? "красная" : "город", url: `https://а.example/${noise()}` },
      ]);
      await commitArticles(large, Object.fromEntries(entries));
    }
    for (const { sizeBytes } of (await presentManifest(large)).segments) {
      expect(sizeBytes).toBeGreaterThan(SMALL_SEGMENT_BYTES);
    }
  });

  function startReader() {
    const even = interceptStore(large.store, { before: () => new Promise((resolve) => setImmediate(resolve)) });
    const requests = new CountingObjectStore(even);
    const rounds = new RoundCountingObjectStore(requests);
    const snapshots = new SnapshotSource({ ...large, store: rounds }, {});
    const options = { offset: 0, limit: 1, usesMatchedTermsFactor: false, ranksAllTermsFirst: false };
    return async (text: string): Promise<{ rounds: number; requests: number; total: number }> => {
      const before = requests.counts().requests;
      rounds.takeRounds();
      const { plan } = compileArticleQuery(text, "all");
      const total = await snapshots.use(async (snapshot) =>
        snapshot === null ? 0 : (await searchPlan(snapshot, plan, options)).total,
      );
      return { total, rounds: rounds.takeRounds(), requests: requests.counts().requests - before };
    };
  }

  it("costs one round and a request a term and segment more than its words; then nothing", async () => {
    const [words, phrase] = [startReader(), startReader()];
    const [apart, together] = [await words("красная площадь"), await phrase('"красная площадь"')];
    expect([apart.total, together.total]).toEqual([24, 12]);
    expect(together.rounds - apart.rounds).toBe(1);
    expect(together.requests - apart.requests).toBeGreaterThan(0);
    expect(together.requests - apart.requests).toBeLessThanOrEqual(2 * 2);
    expect(await phrase('"красная площадь"')).toEqual({ total: 12, rounds: 0, requests: 0 });
  });

  it("costs nothing more where no article has all its words", async () => {
    const [words, phrase] = [startReader(), startReader()];
    const [apart, together] = [await words("город площадь"), await phrase('"город площадь"')];
    expect(together).toEqual(apart);
  });
});
