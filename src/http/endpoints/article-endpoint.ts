/**
 * GET /articles/{id}, GET /a/{id} and GET /articles/{id}/similar: one article as JSON or as a page, and what else there
 * is to read about the same. Two uploads may claim one id: then the client is told which, and `?key=` decides.
 */

import * as v from "valibot";
import {
  articleFields,
  articleHref,
  articleHrefWithKey,
  clientProblem,
  type Problem,
  readParameters,
  searchHit,
  searchParameters,
  wholeNumber,
} from "../../api/api.ts";
import type { IndexStatus } from "../../index/read.ts";
import { type FoundArticle, oneOf } from "../../search/search.ts";
import type { ArticleAnswer, SimilarAnswer } from "../../search-api.ts";
import { answerConsistently } from "../answers/conditional.ts";
import { withQuery } from "../answers/public-address.ts";
import { type Endpoint, JSON_TYPE } from "../openapi/openapi.ts";
import { articlePage } from "../pages/article-page.ts";
import { isListed, pageSite } from "../pages/page-frame.ts";
import { sendProblem } from "../pages/send-problem.ts";
import { type HttpContext, tookMs } from "../requests/http-context.ts";

/** Most articles in the list; nobody reads further. */
export const MAX_SIMILAR = 20;

/** Largest number of uploads listed for one id; nobody chooses from more. */
const MAX_CANDIDATES = 20;

/** The path behind the id. */
const SIMILAR = "/similar";

/** Number of articles listed below one. Untuned. */
const READ_ALSO = 5;

/**
 * Most characters of a text on a page: some hundred printed pages. It takes seconds to mark, typeset and send
 * megabytes. Untuned.
 */
const MAX_PAGE_CHARACTERS = 200_000;

const BYTES_PER_CHARACTER = 2;

const { q, key } = searchParameters.entries;

const articleParameters = v.object({ key });

/** Parameters of an article's page, which marks the words searched for. */
const pageParameters = v.object({ q, key });

const similarParameters = v.object({
  key,
  limit: v.optional(wholeNumber(1, MAX_SIMILAR), "5"),
  collapse: v.optional(oneOf(["false", "true"]), "true"),
});

/**
 * Ids may hold slashes, which some gateways decode before we see them, and separators of lines, which are none of a
 * pattern's dots.
 */
const ID = ":id{[\\s\\S]+}";

export const articleEndpoints: readonly Endpoint[] = [
  {
    path: `/articles/${ID}`,
    answer: answerArticle,
    operation: { summary: "One article.", parameters: articleParameters, answers: { [JSON_TYPE]: "ArticleAnswer" } },
    below: {
      [SIMILAR]: {
        summary: "Articles about the same.",
        parameters: similarParameters,
        answers: { [JSON_TYPE]: "SimilarAnswer" },
      },
    },
  },
  {
    path: `/a/${ID}`,
    answer: answerArticlePage,
    operation: {
      summary: "One article as a page, for people.",
      parameters: pageParameters,
      answers: { "text/html": null },
    },
  },
];

/** GET /articles/{id}, and /articles/{id}/similar: an id may be called «similar». */
function answerArticle(context: HttpContext): Promise<Response> {
  const { pathname } = new URL(context.req.url);
  if (pathname.endsWith(SIMILAR) && pathname.split("/").length > 3) return answerSimilar(context);
  return answerFound(context, articleParameters, {
    read: () => Promise.resolve(null),
    respond: (found, status) => context.json(articleAnswer(found, status)),
  });
}

/**
 * GET /a/{id}. Costs as the article and as what is similar to it, and as a search for one hit where words are to be
 * marked.
 */
function answerArticlePage(context: HttpContext): Promise<Response> {
  const { search } = context.var.dependencies;
  const site = pageSite(context);
  return answerFound(context, pageParameters, {
    parts: ["page", site.basePath],
    read: async (found, { q: query }) => {
      const shown = beginningOf(found);
      const [marked, similar] = await Promise.all([
        query.trim() === "" ? null : search.mark(shown, query),
        search.findSimilar(shown, { limit: READ_ALSO, collapse: true }),
      ]);
      return { shown, marked, similar };
    },
    respond: (found, status, { shown, marked, similar }, { q: query }) => {
      const article = articleAnswer(shown, status);
      const { title, lead, text } = shown.article;
      const plain = (field: string) => ({ text: field, highlights: [] });
      const page = articlePage(site, {
        article,
        marked: marked ?? { title: plain(title ?? ""), lead: plain(lead), text: plain(text) },
        query: query.trim(),
        similar: similar.map((hit) => searchHit(hit, new URLSearchParams())),
        back: withQuery(site.searchPage, query.trim()),
        isListed: isListed(context),
        isCut: shown !== found,
      });
      return context.html(page);
    },
  });
}

/**
 * The article as a page shows it: where its text is too long for one, what of it is before the last blank line that
 * fits, or the last space.
 */
function beginningOf(found: FoundArticle): FoundArticle {
  const { text } = found.article;
  if (text.length <= MAX_PAGE_CHARACTERS) return found;
  const ends = ["\n\n", " "].map((separator) => text.lastIndexOf(separator, MAX_PAGE_CHARACTERS));
  const end = ends.find((place) => place > MAX_PAGE_CHARACTERS / 2) ?? MAX_PAGE_CHARACTERS;
  return { ...found, article: { ...found.article, text: text.slice(0, end).toWellFormed() } };
}

/** The work for one article: `read` may ask the store, and `respond` makes the answer. */
interface ArticleAnswering<Values, T> {
  readonly read: (found: FoundArticle, values: Values) => Promise<T>;
  readonly respond: (
    found: FoundArticle,
    status: IndexStatus,
    content: T,
    values: Values,
  ) => Response | Promise<Response>;
  /** Values beside the article that the answer depends on. */
  readonly parts?: readonly string[];
  /** The path behind the id. */
  readonly ending?: string;
}

async function answerFound<
  Schema extends typeof articleParameters | typeof pageParameters | typeof similarParameters,
  T,
>(
  context: HttpContext,
  schema: Schema,
  { read, respond, parts = [], ending = "" }: ArticleAnswering<v.InferOutput<Schema>, T>,
): Promise<Response> {
  const url = new URL(context.req.url);
  const { values, problem } = readParameters(url.searchParams, schema);
  if (problem !== null) return sendProblem(context, problem);
  const id = idOfPath(url.pathname, ending);
  if (id === null) return sendProblem(context, articleNotFound());
  return answerConsistently(
    context,
    async () => {
      const all = await context.var.dependencies.search.findById(id, values.key);
      context.var.hold?.(all.reduce((sum, { article }) => sum + article.text.length * BYTES_PER_CHARACTER, 0));
      const found = chooseArticle(all);
      return "code" in found ? { problem: found } : { found, content: await read(found, values) };
    },
    (result, status) =>
      result.problem === undefined
        ? respond(result.found, status, result.content, values)
        : sendProblem(context, result.problem),
    [id, JSON.stringify(values), ...parts],
  );
}

/** The answer, of a snapshot with this sequence. */
export function articleAnswer(found: FoundArticle, { sequence }: Pick<IndexStatus, "sequence">): ArticleAnswer {
  const { id, key, article } = found;
  return {
    id,
    href: articleHref(id),
    key,
    title: article.title,
    lead: article.lead,
    paragraphs: article.text.split("\n\n"),
    ...articleFields(found),
    sequence,
  };
}

/** Answers with hits as /search does; problems as /articles/{id}. */
function answerSimilar(context: HttpContext): Promise<Response> {
  const { search, meter } = context.var.dependencies;
  return answerFound(context, similarParameters, {
    parts: ["similar"],
    ending: SIMILAR,
    read: (found, { limit, collapse }) => search.findSimilar(found, { limit, collapse: collapse === "true" }),
    respond: ({ id, key: ofUpload }, { sequence }, hits) => {
      const answer: SimilarAnswer = {
        article: { id, href: articleHref(id), key: ofUpload },
        hits: hits.map((hit) => searchHit(hit, new URLSearchParams())),
        sequence,
        tookMs: tookMs(context),
        cost: meter.cost,
      };
      return context.json(answer);
    },
  });
}

/**
 * Reads the part of the path between its first part and `ending`, decoded; null if its escapes are broken. A slash may
 * come decoded already: API Gateway does that.
 */
function idOfPath(pathname: string, ending = ""): string | null {
  try {
    return decodeURIComponent(
      pathname
        .slice(0, pathname.length - ending.length)
        .split("/")
        .slice(2)
        .join("/"),
    );
  } catch {
    return null;
  }
}

/** One upload holds an id once as a rule; where it holds it more often, its first article is as good as any. */
export function chooseArticle(found: readonly FoundArticle[]): FoundArticle | Problem {
  const byKey = new Map([...found].reverse().map((article) => [article.key, article]));
  const [only, ...others] = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  if (only === undefined) return articleNotFound();
  return others.length === 0 ? only : ambiguous([only, ...others]);
}

function articleNotFound(): Problem {
  return clientProblem("article-not-found", "No article of this id is in the index, or none of this key.");
}

function ambiguous(found: readonly FoundArticle[]): Problem {
  const candidates = found.slice(0, MAX_CANDIDATES).map(({ id, key, article }) => {
    return { key, href: articleHrefWithKey(id, key), title: article.title };
  });
  const detail = `${found.length} uploads hold an article of this id. Choose one of them by the parameter key.`;
  return clientProblem("ambiguous-id", detail, { candidates });
}
