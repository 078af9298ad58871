/**
 * GET /search (layer 5): parameters in, a page of hits out. docs/http-api.md describes both.
 */

import type { ArticleSearchResult } from "../../query/article-search.ts";
import type { SearchAnswer } from "../../search-api.ts";
import { searchHit } from "../answers/article-fields.ts";
import { answerConsistently } from "../answers/conditional.ts";
import { type Endpoint, JSON_TYPE } from "../openapi/openapi.ts";
import { sendProblem } from "../pages/send-problem.ts";
import { type HttpContext, tookMs } from "../requests/http-context.ts";
import { readSearchParameters, searchParameters, toArticleQuery } from "../requests/parameters.ts";

export const searchEndpoint: Endpoint = {
  path: "/search",
  answer: answerSearch,
  operation: {
    summary: "Ranked articles for a query, or the newest ones.",
    parameters: searchParameters,
    answers: { [JSON_TYPE]: "SearchAnswer" },
  },
};

/**
 * Answers one search; 400 names every wrong parameter. Where the suggestions fail, the hits are answered without them: that is
 * logged, and no cache keeps it.
 */
async function answerSearch(context: HttpContext): Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  const { values, problem } = readSearchParameters(query);
  if (problem !== null) return sendProblem(context, problem);
  const { search, meter, settings, logger } = context.var.dependencies;
  const asked = toArticleQuery(values);
  let failure: unknown = null;
  const suggest = async (): Promise<Pick<SearchAnswer, "suggestions">> => {
    failure = null;
    if (values.suggest === 0) return {};
    try {
      const { suggestions } = await search.suggest({
        text: values.q,
        limit: values.suggest,
        passages: values.passages,
      });
      return { suggestions };
    } catch (error) {
      failure = error;
      return {};
    }
  };
  const response = await answerConsistently(
    context,
    () => Promise.all([search.search(asked), suggest()]),
    ([result, suggested]) => {
      const found = result.total + result.totalRest;
      context.set("searched", { found, ...(settings.logsQueries ? { q: values.q } : {}) });
      const answer = { ...describeResult(values.q, query, result), ...suggested };
      return context.json({ ...answer, tookMs: tookMs(context), cost: meter.cost });
    },
    [],
    search.dayOf(asked),
  );
  if (failure === null) return response;
  logger.error("suggestions-failed", { requestId: context.var.request.requestId, error: failure });
  response.headers.delete("ETag");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

/** The answer, without what only a server has to tell. `text` and `query` are what was asked. */
export function describeResult(
  text: string,
  query: URLSearchParams,
  result: ArticleSearchResult,
): Omit<SearchAnswer, "tookMs" | "cost"> {
  const { appliedText, leftOut, corrections, offer, understood, match } = result;
  const { total, totalRelation, totalRest, bounded, hits, facets, undated, sequence } = result;
  return {
    query: {
      text,
      applied: appliedText,
      ...(leftOut.length === 0 ? {} : { leftOut }),
      corrections,
      offer,
      understood,
      match,
    },
    total,
    totalRelation,
    totalAny: totalRest,
    ...(bounded.length === 0 ? {} : { bounded }),
    hits: hits.map((hit) => searchHit(hit, query)),
    ...(facets === null ? {} : { facets }),
    ...(undated === null ? {} : { undated }),
    sequence,
  };
}
