/**
 * GET /articles/{id} and GET /a/{id} (layer 5): one article as JSON, or as a page. Two uploads may claim one id: then the
 * client is told which, and `?key=` decides.
 */
import * as v from "valibot";
import type { FoundArticle } from "../query/found-article.ts";
import type { IndexStatus } from "../query/index-status.ts";
import type { ArticleAnswer } from "../search-api.ts";
import { articleFields, articleHref, articleHrefWithKey } from "./article-fields.ts";
import { articlePage } from "./article-page.ts";
import { answerConsistently } from "./consistent-answer.ts";
import type { HttpContext } from "./http-context.ts";
import { readParameters } from "./parameters.ts";
import { clientProblem, type Problem } from "./problem-details.ts";
import { sendProblem } from "./send-problem.ts";

/** S3's bound on keys; in UTF-16 units here, which are never more than the bytes. */
const MAX_KEY_LENGTH = 1_024;

const articleParameters = v.object({
  key: v.optional(
    v.pipe(
      v.string(),
      v.nonEmpty("Give the key of an upload, or leave it out."),
      v.maxLength(MAX_KEY_LENGTH, `Give at most ${MAX_KEY_LENGTH} characters.`),
    ),
  ),
});

/** How many uploads of one id are listed; nobody chooses from more. */
const MAX_CANDIDATES = 20;

/** GET /articles/{id}. */
export function answerArticle(context: HttpContext): Promise<Response> {
  return answerFound(context, (article) => context.json(article));
}

/** GET /a/{id}. */
export function answerArticlePage(context: HttpContext): Promise<Response> {
  const { searchPage } = context.var.dependencies.settings;
  return answerFound(context, (article) => context.html(articlePage(article, { searchPage })));
}

async function answerFound(
  context: HttpContext,
  respond: (article: ArticleAnswer) => Response | Promise<Response>,
): Promise<Response> {
  const url = new URL(context.req.url);
  const { values, problem } = readParameters(url.searchParams, articleParameters);
  if (problem !== null) return sendProblem(context, problem);
  const id = idOfPath(url.pathname);
  if (id === null) return sendProblem(context, notFound());
  return answerConsistently(
    context,
    () => context.var.dependencies.search.findById(id, values.key),
    (found, status) => {
      const chosen = choose(found);
      return "code" in chosen ? sendProblem(context, chosen) : respond(toAnswer(chosen, status));
    },
    [id, values.key ?? ""],
  );
}

/**
 * What follows the first part of the path, decoded; null where its escapes are broken. A slash may come decoded already:
 * API Gateway does that.
 */
function idOfPath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname.split("/").slice(2).join("/"));
  } catch {
    return null;
  }
}

/** One upload holds an id once as a rule; where it holds it more often, its first article is as good as any. */
function choose(found: readonly FoundArticle[]): FoundArticle | Problem {
  const byKey = new Map([...found].reverse().map((article) => [article.key, article]));
  const [only, ...others] = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  if (only === undefined) return notFound();
  return others.length === 0 ? only : ambiguous([only, ...others]);
}

function ambiguous(found: readonly FoundArticle[]): Problem {
  const candidates = found.slice(0, MAX_CANDIDATES).map(({ id, key, article }) => {
    return { key, href: articleHrefWithKey(id, key), title: article.title };
  });
  const detail = `${found.length} uploads hold an article of this id. Choose one of them by the parameter key.`;
  return clientProblem("ambiguous-id", detail, { candidates });
}

function notFound(): Problem {
  return clientProblem("article-not-found", "No article of this id is in the index, or none of this key.");
}

function toAnswer(found: FoundArticle, { sequence }: IndexStatus): ArticleAnswer {
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
