/**
 * GET /articles/{id} and GET /a/{id} (layer 5): one article as JSON, or as a page.
 */
import * as v from "valibot";
import type { FoundArticle } from "../../query/found-article.ts";
import type { IndexStatus } from "../../query/snapshot/index-status.ts";
import type { ArticleAnswer } from "../../search-api.ts";
import { articleFields, articleHref } from "../answers/article-fields.ts";
import { answerConsistently } from "../answers/consistent-answer.ts";
import { publicPath } from "../answers/public-address.ts";
import { articlePage } from "../pages/article-page.ts";
import { sendProblem } from "../pages/send-problem.ts";
import type { HttpContext } from "../requests/http-context.ts";
import { readParameters } from "../requests/parameters.ts";
import { articleNotFound, chooseArticle, idOfPath, keyParameter } from "./article-choice.ts";

export const articleParameters = v.object({ key: keyParameter });

/** GET /articles/{id}. */
export function answerArticle(context: HttpContext): Promise<Response> {
  return answerFound(context, (article) => context.json(article));
}

/** GET /a/{id}. */
export function answerArticlePage(context: HttpContext): Promise<Response> {
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
