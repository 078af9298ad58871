/**
 * GET /articles/{id}, GET /a/{id} and GET /articles/{id}/similar (layer 5): one article as JSON or as a page, and what else there is
 * to read about the same. Two uploads may claim one id: then the client is told which, and `?key=` decides.
 */

import * as v from "valibot";
import type { FoundArticle } from "../../query/found-article.ts";
import type { IndexStatus } from "../../query/snapshot/index-status.ts";
import type { ArticleAnswer, SimilarAnswer } from "../../search-api.ts";
import { articleFields, articleHref, articleHrefWithKey, searchHit } from "../answers/article-fields.ts";
import { answerConsistently } from "../answers/conditional.ts";
import { publicPath } from "../answers/public-address.ts";
import { type Endpoint, JSON_TYPE } from "../openapi/openapi.ts";
import { articlePage } from "../pages/article-page.ts";
import { sendProblem } from "../pages/send-problem.ts";
import { clientProblem, type Problem } from "../problem-details.ts";
import { type HttpContext, tookMs } from "../requests/http-context.ts";
import { oneOf, readParameters, searchParameters, wholeNumber } from "../requests/parameters.ts";

/** Nobody reads on in more. */
export const MAX_SIMILAR = 20;

/** How many uploads of one id are listed; nobody chooses from more. */
const MAX_CANDIDATES = 20;

/** What stands behind the id in the path. */
const SIMILAR = "/similar";

const { key } = searchParameters.entries;

const articleParameters = v.object({ key });

const similarParameters = v.object({
  key,
  limit: v.optional(wholeNumber(1, MAX_SIMILAR), "5"),
  collapse: v.optional(oneOf(["false", "true"]), "true"),
});

/** Ids may hold slashes, which some gateways decode before we see them, and separators of lines, which are none of a pattern's dots. */
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
      parameters: articleParameters,
      answers: { "text/html": null },
    },
  },
];

/** GET /articles/{id}, and /articles/{id}/similar: an id may be called «similar». */
function answerArticle(context: HttpContext): Promise<Response> {
  const { pathname } = new URL(context.req.url);
  if (pathname.endsWith(SIMILAR) && pathname.split("/").length > 3) return answerSimilar(context);
  return answerFound(context, (article) => context.json(article));
}

/** GET /a/{id}. */
function answerArticlePage(context: HttpContext): Promise<Response> {
  const { searchPage, siteName } = context.var.dependencies.settings;
  const basePath = publicPath(context, "");
  const respond = (article: ArticleAnswer) => context.html(articlePage(article, { searchPage, siteName, basePath }));
  return answerFound(context, respond, [basePath]);
}

async function answerFound(
  context: HttpContext,
  respond: (article: ArticleAnswer) => Response | Promise<Response>,
  parts: readonly string[] = [],
): Promise<Response> {
  const url = new URL(context.req.url);
  const { values, problem } = readParameters(url.searchParams, articleParameters);
  if (problem !== null) return sendProblem(context, problem);
  const id = idOfPath(url.pathname);
  if (id === null) return sendProblem(context, articleNotFound());
  return answerConsistently(
    context,
    () => context.var.dependencies.search.findById(id, values.key),
    (found, status) => {
      const chosen = chooseArticle(found);
      return "code" in chosen ? sendProblem(context, chosen) : respond(articleAnswer(chosen, status));
    },
    [id, values.key ?? "", ...parts],
  );
}

/** The answer, of a snapshot with this sequence. */
export function articleAnswer(found: FoundArticle, { sequence }: Pick<IndexStatus, "sequence">): ArticleAnswer {
  const { id, key, article } = found;
  return {
    id,
    href: articleHref(id, key),
    key,
    title: article.title,
    lead: article.lead,
    paragraphs: article.text.split("\n\n"),
    ...articleFields(found),
    sequence,
  };
}

/** Answers with hits as /search does; problems as /articles/{id}. */
async function answerSimilar(context: HttpContext): Promise<Response> {
  const url = new URL(context.req.url);
  const { values, problem } = readParameters(url.searchParams, similarParameters);
  if (problem !== null) return sendProblem(context, problem);
  const id = idOfPath(url.pathname, SIMILAR);
  if (id === null) return sendProblem(context, articleNotFound());
  const { key = "", limit, collapse } = values;
  const { search, meter } = context.var.dependencies;
  return answerConsistently(
    context,
    async () => {
      const chosen = chooseArticle(await search.findById(id, values.key));
      if ("code" in chosen) return chosen;
      return { chosen, hits: await search.findSimilar(chosen, { limit, collapse: collapse === "true" }) };
    },
    (found, { sequence }) => {
      if ("code" in found) return sendProblem(context, found);
      const { chosen, hits } = found;
      const answer: SimilarAnswer = {
        article: { id: chosen.id, href: articleHref(chosen.id, chosen.key), key: chosen.key },
        hits: hits.map((hit) => searchHit(hit, new URLSearchParams())),
        sequence,
        tookMs: tookMs(context),
        cost: meter.cost,
      };
      return context.json(answer);
    },
    ["similar", id, key, String(limit), collapse],
  );
}

/**
 * What stands in the path between its first part and `ending`, decoded; null where its escapes are broken. A slash may come
 * decoded already: API Gateway does that.
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
