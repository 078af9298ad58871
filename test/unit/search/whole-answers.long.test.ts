/**
 * Answers to readers' queries, as a whole: corrections, offers, interpretations and bounds in words, hits as a hash;
 * and the suggestions for their beginnings. A change that is meant to change no answer changes no line of the fixture;
 * another writes it anew (`vitest run FILE -u`), and its diff says what it did. Requests and scores are those of
 * frozen-answers.long.test.ts.
 */
import { createHash } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { parseSynonyms } from "../../../src/russian/queries.ts";
import { type ArticleQuery, ArticleSearch } from "../../../src/search/search.ts";
import { readJsonLines } from "../../eval/ranking/short-queries.ts";
import { buildFrozenIndex, LATER_FIELDS } from "../../support/frozen-index.ts";
import { makeContext } from "../../support/index-context.ts";

const TIMEOUT_MS = 240_000;
const FOLDER = new URL("../../fixtures/readers-queries/", import.meta.url).pathname;
/** Every so many of the readers' queries and typed words are used. */
const EACH = 8;

const WAYS: readonly Partial<ArticleQuery>[] = [
  {},
  { counts: "page" },
  { match: "all" },
  { match: "any", offset: 3, limit: 4 },
  { sort: "newest", facets: ["source"] },
  { collapse: true, facets: ["place"] },
  { explain: true, correct: "off", passages: "none" },
  { limit: 0, facets: ["year"] },
  { offset: 30, limit: 10 },
  { filter: { from: { year: 2014, month: 1, day: 1 } } },
];

/** Queries that no reader of the fixtures has. */
const OTHERS = [
  ...["", " ", "-лавров", "source:риа", "вчера", "новости вчера", "лавров 9 октября 2016", "лавров вчера минкс"],
  ...["лавров м", "лаврво м", "«нефть и газ» вчера", "переговоры в октябре 2016", "минск 2014-05-11"],
  ...["встреча 11.05.2014", "пере говоры вчера", "когда закончится встреча вчера", "переговорый", "мид в ми"],
];

const context = makeContext();
let searches: readonly ArticleSearch[];

beforeAll(async () => {
  await buildFrozenIndex(context);
  const { words } = parseSynonyms("переговоры, диалог\n~ мэрия, горсовет\n!минск\nроссия => кремль");
  searches = [null, words].map((ownerWords) => new ArticleSearch(context, { revalidateMs: 1e9, ownerWords }));
}, TIMEOUT_MS);

/**
 * Lists the typed texts: complete, with a space behind, without the last letter, and at the first letter of the last
 * word.
 */
function typedTexts(): readonly string[] {
  const queries = ["tuning", "held-out", "fresh", "fourth"].flatMap((name) =>
    readJsonLines<{ query: string }>(`${FOLDER}${name}.jsonl`).map(({ query }) => query),
  );
  const words = ["tuning", "held-out", "fresh"].flatMap((name) =>
    readJsonLines<{ word?: string; typed?: string }>(`${FOLDER}${name}-words.jsonl`).flatMap(({ word, typed }) =>
      [word, typed].filter((text) => text !== undefined),
    ),
  );
  const asTyped = queries.map((query, i) =>
    [query, `${query} `, query.slice(0, -1), query.slice(0, query.lastIndexOf(" ") + 2)].at(i % 4),
  );
  const some = [...asTyped, ...words].filter((text, i): text is string => text !== undefined && i % EACH === 0);
  return [...new Set([...OTHERS, ...some])];
}

const withoutLaterFields = (name: string, part: unknown): unknown => (LATER_FIELDS.has(name) ? undefined : part);

const hash = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value, withoutLaterFields)).digest("base64url").slice(0, 12);

async function answerLine(text: string, i: number): Promise<string> {
  const search = searches[i % 7 === 3 ? 1 : 0] as ArticleSearch;
  const way = WAYS[i % WAYS.length] as Partial<ArticleQuery>;
  const answer = await search.search({ text, match: "auto", offset: 0, limit: 10, ...way });
  const { hits, facets, appliedText, corrections, offer, understood, bounded, leftOut, match, total, totalRest } =
    answer;
  const told = JSON.stringify({
    ...(appliedText === text ? {} : { appliedText }),
    ...(corrections.length === 0 ? {} : { corrections }),
    ...(offer === null ? {} : { offer }),
    ...(understood.length === 0 ? {} : { understood }),
    ...(bounded.length + leftOut.length === 0 ? {} : { bounded, leftOut }),
  });
  const { suggestions } = await search.suggest({ text: text.slice(0, 1 + (i % 24)), limit: 5 + (i % 6) });
  return `${JSON.stringify(text)}: ${match} ${total}+${totalRest} ${hash([hits, facets])} ${told} ${hash(suggestions)}`;
}

it(
  "answers readers' queries as before",
  async () => {
    const lines: string[] = [];
    for (const [i, text] of typedTexts().entries()) lines.push(await answerLine(text, i));
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../../fixtures/query/whole-answers.txt");
  },
  TIMEOUT_MS,
);
