/**
 * `poisk article ID`, and `poisk similar ID`, which lists what else there is to read about the same.
 */
import { Option } from "commander";
import { articleHref, searchHit } from "../../../src/api/api.ts";
import { articleAnswer, chooseArticle, MAX_SIMILAR } from "../../../src/http/http.ts";
import { ArticleSearch, type FoundArticle } from "../../../src/search/search.ts";
import type { ArticleAnswer } from "../../../src/search-api.ts";
import { type IndexLocation, requireIndex } from "../location/open-index.ts";
import { fieldText } from "../rendering/article-text.ts";
import { renderHit } from "../rendering/hit-text.ts";
import { limitOption } from "../rendering/search-options.ts";
import { CommandFailure } from "../terminal/failure.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import { wrapText } from "../terminal/wrap-text.ts";
import type { Verb, VerbCall } from "./verb.ts";

type ArticleOptions = IndexLocation & { readonly key?: string };

const idArgument = [
  "<id>",
  "the article's id, as search shows it; put -- before one that begins with a minus",
] as const;
const keyOption = new Option("--key <key>", "the upload that holds it, where several claim the id");

export const articleVerb: Verb = {
  name: "article",
  group: "Search",
  summary: "show an article of the index",
  argument: idArgument,
  options: [keyOption],
  examples: ["article parom-2  # of examples/archive.jsonl, once it is imported", "article parom-2 --json"],
  run: async ({ words: [id = ""], options, terminal }: VerbCall<ArticleOptions>) => {
    const { search, found } = await openArticle(id, options);
    const answer = articleAnswer(found, await search.status());
    printArticle(answer, terminal);
    return { value: answer };
  },
};

export const similarVerb: Verb = {
  name: "similar",
  group: "Search",
  summary: "list the articles that are like one",
  argument: idArgument,
  options: [
    keyOption,
    limitOption(MAX_SIMILAR, 5),
    new Option("--no-collapse", "list articles that are the same one by one"),
  ],
  examples: ["similar parom-2  # of examples/archive.jsonl, once it is imported", "similar parom-2 --limit 3 --json"],
  run: async ({
    words: [id = ""],
    options,
    terminal,
  }: VerbCall<ArticleOptions & { readonly limit: number; readonly collapse: boolean }>) => {
    const { search, found } = await openArticle(id, options);
    const hits = await search.findSimilar(found, { limit: options.limit, collapse: options.collapse });
    for (const [i, hit] of hits.entries()) {
      if (i > 0) terminal.print("");
      for (const line of renderHit(hit, i + 1, terminal)) terminal.print(line);
    }
    if (hits.length === 0) terminal.print("No other article is like it.");
    const article = { id: found.id, href: articleHref(found.id), key: found.key };
    const answers = hits.map((hit) => searchHit(hit, new URLSearchParams()));
    return { value: { article, hits: answers, sequence: (await search.status()).sequence } };
  },
};

/** A CommandFailure where no article has the id, or several uploads hold one that has. */
async function openArticle(
  id: string,
  { key, ...location }: ArticleOptions,
): Promise<{ readonly search: ArticleSearch; readonly found: FoundArticle }> {
  const { context, place } = await requireIndex(location);
  const search = new ArticleSearch(context);
  const chosen = chooseArticle(await search.findById(id, key));
  if (!("code" in chosen)) return { search, found: chosen };
  const keys = chosen.candidates?.map((candidate) => candidate.key);
  if (keys !== undefined) {
    throw new CommandFailure(`Several uploads hold the id ${id}; choose one by --key: ${keys.join(", ")}.`);
  }
  const where = key === undefined ? place : `${key} in ${place}`;
  throw new CommandFailure(`There is no article of the id ${id} in ${where}. poisk search shows ids.`);
}

function printArticle(answer: ArticleAnswer, terminal: Terminal): void {
  const { title, dateRange, publishedAt, place, agency, source, author, section, url, image, notice, key, id } = answer;
  const date = publishedAt ?? dateRange?.join(" – ") ?? null;
  const tags = answer.tags?.join(", ") ?? null;
  const fields = { title, date, place, agency, source, author, section, tags, url, image, notice, key, id };
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null) for (const line of fieldText(name, value, terminal)) terminal.print(line);
  }
  for (const paragraph of answer.paragraphs) {
    terminal.print("");
    for (const line of wrapText(printable(paragraph), terminal.columns)) terminal.print(line);
  }
}
